/** Pictures and files of each pass have a name of their own: `invoice-3`, and `invoice-2-3` in a repeat within another. */
export function nameInPass(name: string, passes: readonly number[]): string {
  return [name, ...passes].join('-');
}

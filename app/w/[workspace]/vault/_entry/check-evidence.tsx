/** What was seen and done, line by line: how a verdict is known. */
export function CheckEvidence({ lines, open }: { lines: readonly string[]; open: boolean }) {
  if (lines.length === 0) return null;
  return (
    <details open={open}>
      <summary className="w-fit text-muted">How we know</summary>
      <ol className="mt-1 list-decimal pl-6 text-sm text-muted">
        {/* Lines are only ever added at the end, so their place is what they are known by. */}
        {lines
          .map((line, index) => ({ line, number: index + 1 }))
          .map(({ line, number }) => (
            <li key={number} className="break-words">
              {line}
            </li>
          ))}
      </ol>
    </details>
  );
}

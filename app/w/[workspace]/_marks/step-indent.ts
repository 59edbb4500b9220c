/** How far in a step stands that is within others; by its depth. */
export const INDENTS = ['', 'border-l pl-3 ml-2', 'border-l pl-3 ml-7', 'border-l pl-3 ml-12'] as const;

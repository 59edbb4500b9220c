import type { BuildOptions } from 'esbuild';

/** How the product's programs are bundled: entries by name, as paths from the project's folder. */
export function bundleOptions(entries: Record<string, string>, outdir: string): BuildOptions;

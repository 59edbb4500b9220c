/** That of package.json; a test compares them. Written out, because bundles do not take that file along. */
export const VERSION = '0.1.0';

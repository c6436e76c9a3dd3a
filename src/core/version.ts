/** The version of Icehouse, equal to the one in package.json (a test holds them together): written on cards and shown. */
export const VERSION = '0.1.0';

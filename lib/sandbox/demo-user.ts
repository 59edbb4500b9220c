/**
 * The one account of the demo site, and the content of the item "Acme Prod Login". All of it is made up; it
 * stands in one place so that site and vault agree on the first start.
 */
export const demoUser = {
  username: 'ada@acme.example',
  password: 'tulip-Harbor-94-quartz',
  /** Base32 of 20 random bytes: RFC 4226 section 4 recommends 160 bits. */
  totpSecret: 'JUI3JUIFFY22BPYTBDC4G5QRMJQFS7XM',
} as const;

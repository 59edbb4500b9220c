// Vendure with its own administration pages and a database in memory. Run with PACKAGES and PORT set.
const { createRequire } = require('node:module');

const fromPackages = createRequire(`${process.env.PACKAGES}/package.json`);
const { bootstrap, DefaultLogger, LogLevel } = fromPackages('@vendure/core');
const { AdminUiPlugin } = fromPackages('@vendure/admin-ui-plugin');
const port = Number(process.env.PORT);

bootstrap({
  apiOptions: { port, hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
  authOptions: {
    tokenMethod: ['bearer', 'cookie'],
    superadminCredentials: { identifier: process.env.ACCOUNT_NAME, password: process.env.ACCOUNT_PASSWORD },
    cookieOptions: { secret: 'only for a test on loopback' },
  },
  dbConnectionOptions: { type: 'sqljs', synchronize: true, autoSave: false, logging: false },
  paymentOptions: { paymentMethodHandlers: [] },
  logger: new DefaultLogger({ level: LogLevel.Error }),
  plugins: [
    AdminUiPlugin.init({
      route: 'admin',
      port,
      adminUiConfig: { apiHost: 'http://127.0.0.1', apiPort: port },
    }),
  ],
});

// jsreport with its studio and one user, in memory. Run with PACKAGES, PORT, ACCOUNT_NAME and ACCOUNT_PASSWORD set.
const { createRequire } = require('node:module');

const fromPackages = createRequire(`${process.env.PACKAGES}/package.json`);
const reporter = fromPackages('@jsreport/jsreport-core')({
  rootDirectory: process.env.PACKAGES,
  httpPort: Number(process.env.PORT),
  loadConfig: false,
  discover: false,
  useExtensionsLocationCache: false,
  store: { provider: 'memory' },
  workers: { numberOfWorkers: 1 },
});
reporter.use(fromPackages('@jsreport/jsreport-express')({ hostname: '127.0.0.1' }));
reporter.use(fromPackages('@jsreport/jsreport-studio')());
reporter.use(
  fromPackages('@jsreport/jsreport-authentication')({
    admin: { username: 'admin', password: 'Another-password-77' },
    cookieSession: { secret: 'only for a test on loopback' },
  }),
);

const { ACCOUNT_NAME: name, ACCOUNT_PASSWORD: password } = process.env;
reporter.init().then(() => reporter.documentStore.collection('users').insert({ name, password }));

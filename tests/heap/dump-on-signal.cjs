// Loaded into the processes of the product by NODE_OPTIONS: at SIGUSR2 a process collects its garbage and writes down what
// its Buffers hold. It is told no secret to look for, because then it would hold it for that reason.
const { renameSync, writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { join } = require('node:path');
const v8 = require('node:v8');
const { runInNewContext } = require('node:vm');

const folder = process.env.LATCHKEY_TEST_HEAP_FOLDER;
if (folder) process.on('SIGUSR2', dump);
module.exports = { arrayBuffers };

function dump() {
  v8.setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const file = join(folder, String(process.pid));
  writeFileSync(`${file}.unfinished`, Buffer.concat(arrayBuffers()));
  renameSync(`${file}.unfinished`, file);
}

/** All that are alive: the pool that small Buffers share, and one for each that is larger. */
function arrayBuffers() {
  const found = [];
  globalThis.__found = found;
  const session = new Session();
  session.connect();
  for (const name of ['ArrayBuffer', 'SharedArrayBuffer']) {
    session.post('Runtime.evaluate', { expression: `${name}.prototype` }, (error, answer) => {
      if (error) throw error;
      const { objectId: prototypeObjectId } = answer.result;
      session.post('Runtime.queryObjects', { prototypeObjectId }, (queryError, queried) => {
        if (queryError) throw queryError;
        const functionDeclaration = 'function () { for (const one of this) globalThis.__found.push(one); }';
        const { objectId } = queried.objects;
        session.post('Runtime.callFunctionOn', { objectId, functionDeclaration }, () => {});
      });
    });
  }
  session.disconnect();
  delete globalThis.__found;
  // One that was handed to a thread is empty, and cannot be looked at.
  return found.filter(({ byteLength }) => byteLength > 0).map((buffer) => Buffer.from(buffer));
}

import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isSameProcess, thisProcess } from './process-identity.mjs';

/**
 * A lock file that names its holder. It survives nothing: a holder that was killed is recognised as gone, even when
 * its pid was given to another process since (containers reuse pid 1 and its neighbours at every start).
 * @param {string} file @returns {Promise<{held: true, release: () => void} | {held: false, holder: {pid: number}}>}
 */
export async function tryLock(file) {
  await mkdir(path.dirname(file), { recursive: true });
  const mine = `${file}.${randomUUID()}`;
  writeFileSync(mine, JSON.stringify(thisProcess()), { mode: 0o600 });
  try {
    for (;;) {
      if (linkOnce(mine, file)) return { held: true, release: () => release(file) };
      const holder = readHolder(file);
      if (holder !== undefined && isSameProcess(holder)) return { held: false, holder };
      removeStale(file, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Waits for the lock; `onWait` is called once, with the holder. Two builds in one folder would ruin each other. */
export async function withLock(file, { onWait, signal }, work) {
  let lock = await tryLock(file);
  if (!lock.held) onWait(lock.holder);
  while (!lock.held) {
    await delay(200, undefined, { signal });
    lock = await tryLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** A hard link appears with its content, all or nothing, and fails when the name is taken: one winner. */
function linkOnce(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Moves the stale file aside before removing it: when another starter was quicker, its fresh lock is put back. */
function removeStale(file, judged) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved?.token !== judged?.token) linkOnce(aside, file);
  rmSync(aside, { force: true });
}

function release(file) {
  if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}

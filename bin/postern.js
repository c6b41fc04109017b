#!/usr/bin/env node
// Starts Postern under a Node that is new enough: the one that runs this, or the one that came with the package. In
// a checkout the sources run as they are; the published package has dist/. Plain JavaScript that an old Node can read.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** node:sqlite and type stripping are what they are from this version on. */
const OLDEST = [24, 15];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist', 'main.js');
const main = existsSync(built) ? built : join(root, 'src', 'main.ts');

if (isNewEnough(process.versions.node)) {
  // The program sees itself as what was started.
  process.argv[1] = main;
  await import(pathToFileURL(main).href);
} else {
  const node = bundledNode();
  if (node === undefined) {
    process.stderr.write(
      `Postern needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node}, and no newer one is installed beside it.\n`,
    );
    process.exitCode = 70;
  } else {
    runUnder(node);
  }
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The Node of the optional dependency for this machine, wherever npm has put it. */
function bundledNode() {
  try {
    const require = createRequire(import.meta.url);
    const manifest = require.resolve(`node-${process.platform}-${process.arch}/package.json`);
    const node = join(dirname(manifest), 'bin', 'node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined; // not installed for this platform
  }
}

/** Runs the program in its place: same arguments, same files, same signals, same end. @param {string} node */
function runUnder(node) {
  const child = spawn(node, [...process.execArgv, main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches the child by itself; a second SIGINT would tell it to end at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`${node} can't be started: ${error.message}\n`);
    process.exitCode = 70;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
  });
}

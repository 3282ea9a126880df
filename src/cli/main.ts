#!/usr/bin/env node
import { main } from './program.js';
import { STARTER_VARIABLE, whenStarterGone } from './starter.js';

const interruption = new AbortController();
process.on('SIGINT', () => {
  // Whoever presses Ctrl-C twice means it.
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
});
const termination = new AbortController();
process.on('SIGTERM', () => termination.abort());
whenStarterGone(process.env[STARTER_VARIABLE], () => termination.abort());

// `sagelocal … | head` closes the pipe early. That is no error; what is written to files goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const signal = AbortSignal.any([interruption.signal, termination.signal]);
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal,
  causes: { interrupted: interruption.signal, terminated: termination.signal },
});

// Work that was given up would keep the process waiting: a read from a FIFO that nobody writes to.
if (signal.aborted) process.stdout.write('', () => process.stderr.write('', () => process.exit()));

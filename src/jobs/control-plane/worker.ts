/** The program that works on one job of the control plane, in the folder it is given: reads the task, leaves the job's record. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Abandoned } from '../run-job.js';
import { STOP_MESSAGE, TASK_FILE } from './job-process.js';
import { runTask } from './run-task.js';

const folder = process.argv[2] as string;
const control = new AbortController();
process.on('message', (message) => {
  if (message === STOP_MESSAGE) control.abort(new Error('The job was stopped.'));
});
process.on('disconnect', () => control.abort(new Abandoned('The control plane is gone.')));
// Ctrl-C in the control plane's terminal reaches us, too; what becomes of us the control plane says.
process.on('SIGINT', () => undefined);

const task = JSON.parse(await readFile(join(folder, TASK_FILE), 'utf8'));
try {
  await runTask(task, { folder, signal: control.signal, log: (line) => process.stdout.write(`${line}\n`) });
} finally {
  if (process.connected) process.disconnect();
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runContainer } from '../jobs/run-container.js';
import { CONTAINER_BASE } from '../training/container/paths.js';
import { gentleEnd } from './gentle-end.js';
import type { Io } from './io.js';
import { errorText } from './print-error.js';

/** The folder that SageMaker lays out for a container. */
export function containerBase(): string {
  return process.env.SAGEMAKER_BASE_DIR || CONTAINER_BASE;
}

/** Somebody has laid out a training job, or says so. */
export function isContainer(): boolean {
  return Boolean(process.env.SAGEMAKER_BASE_DIR) || existsSync(join(CONTAINER_BASE, 'input/config'));
}

/** `train` as the entry point of an image. @returns the exit code of SageMaker's container for this algorithm */
export async function trainContainer(io: Io): Promise<number> {
  const { exitCode, error } = await runContainer({
    base: containerBase(),
    environment: process.env,
    log: (line) => io.stdout.write(`${line}\n`),
    note: (text) => io.stderr.write(`note: ${text}\n`),
    ...gentleEnd(io),
  });
  if (error !== undefined) io.stderr.write(errorText(error, 'train'));
  return exitCode;
}

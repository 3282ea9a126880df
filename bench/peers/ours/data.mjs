// What our side of every workload reads and reports.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpy, writeNpy } from '../npy.mjs';

const { BENCH_DATA } = process.env;

export const dataPath = (name) => join(BENCH_DATA, name);

/** A matrix that a set of sets/ has made. */
export const load = (name) => readNpy(readFileSync(dataPath(name)));

/** Leaves a matrix for the judge of the peers' script. */
export const leave = (name, matrix) => writeFileSync(dataPath(name), writeNpy(matrix));

export const megabytes = (bytes) => Math.round(bytes / 2 ** 20);

// The workloads, what each is made from, and who else does the same work. Names are stable: results carry them.
import { factorization } from './workloads/factorization.mjs';
import { kmeans } from './workloads/kmeans.mjs';
import { reading } from './workloads/reading.mjs';

/**
 * @typedef {object} Workload
 * @property {string} set what data.py makes and the scripts read
 * @property {string} script the peers' side, a Python file in this folder
 * @property {string} unit what `quality` is
 * @property {readonly { peer: string; environment: 'factorization' | 'peers' | 'sdk' }[]} peers
 */

/** @type {Readonly<Record<string, Workload>>} */
export const workloads = { ...factorization, ...kmeans, ...reading };

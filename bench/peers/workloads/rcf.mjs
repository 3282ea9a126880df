import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inPeers } from './peers.mjs';

/** AWS's Java library, fetched by Maven once; nothing where there is no Java or no Maven. */
function javaPeer() {
  const pom = fileURLToPath(new URL('../java/pom.xml', import.meta.url));
  const folder = fileURLToPath(new URL('../../../.venv/java', import.meta.url));
  const jar = () => existsSync(folder) && readdirSync(folder).find((name) => name.startsWith('randomcutforest-core'));
  if (!jar() && spawnSync('java', ['-version']).status === 0) {
    mkdirSync(folder, { recursive: true });
    spawnSync('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]);
  }
  return jar() ? inPeers('randomcutforest-java') : [];
}

const workload = (name) => ({
  set: 'rcf',
  task: name,
  script: 'rcf.py',
  unit: 'AUC',
  get peers() {
    return [...inPeers('krcf', 'isolation-forest'), ...javaPeer()];
  },
});

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const rcf = { rcf_train: workload('rcf_train'), rcf_score: workload('rcf_score') };

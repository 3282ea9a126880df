/**
 * Writes src/jobs/api/image-table.ts: which AWS account holds the images of the built-in algorithms in which region.
 *
 *   node scripts/image-uris.mjs TABLE.json           writes the file
 *   node scripts/image-uris.mjs TABLE.json --check   exit 1 where the file would change
 *
 * TABLE.json is `{algorithm: {version: {repository, processors, py_versions, registries: {region: account}}}}`, put together from the
 * `image_uri_config` files of the packages sagemaker and sagemaker-core.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OUTPUT = fileURLToPath(new URL('../src/jobs/api/image-table.ts', import.meta.url));
const [tablePath, mode] = process.argv.slice(2);
const table = JSON.parse(readFileSync(tablePath, 'utf8'));

const registries = new Map();
const images = [];
for (const [algorithm, versions] of Object.entries(table)) {
  for (const [version, { repository, processors, py_versions: pythons, registries: accounts }] of Object.entries(
    versions,
  )) {
    const text = Object.keys(accounts)
      .sort()
      .map((region) => `${region} ${accounts[region]}`)
      .join('\n');
    if (!registries.has(text)) registries.set(text, repository === 'xgboost' ? 'old-xgboost' : groupName(repository));
    const suffix = processors === null ? '' : `-${processors[0]}-${pythons[0]}`;
    images.push(`${algorithm} ${version} ${repository} ${version}${suffix} ${registries.get(text)}`);
  }
}

function groupName(repository) {
  return ['lda', 'sagemaker-xgboost'].includes(repository) ? repository : 'first-party';
}

const source = `/** Made by scripts/image-uris.mjs; change it there. */

/** algorithm, version, repository, tag, whose accounts */
export const IMAGES = \`
${images.join('\n')}
\`;

/** region, account */
export const ACCOUNTS = {
${[...registries].map(([text, group]) => `  ${group.includes('-') ? `'${group}'` : group}: \`\n${text}\n\`,`).join('\n')}
} as const;
`;

if (mode === '--check') {
  if (readFileSync(OUTPUT, 'utf8') !== source) {
    console.error('src/jobs/api/image-table.ts is not what scripts/image-uris.mjs makes of this table.');
    process.exit(1);
  }
} else writeFileSync(OUTPUT, source);

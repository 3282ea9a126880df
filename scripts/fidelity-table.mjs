// Writes the README's fidelity table from tests/known-differences.json. `--check` only looks whether it is in step.
//   node scripts/fidelity-table.mjs [--check] [--rows FILE.json] [--readme FILE.md]
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    rows: { type: 'string', default: 'tests/known-differences.json' },
    readme: { type: 'string', default: 'README.md' },
  },
});

const BEGIN = '<!-- fidelity -->\n';
const END = '<!-- /fidelity -->';

/** Text that must not break out of its cell. */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();

function table(rows) {
  const lines = rows.map(({ area, sagemaker, sagelocal, why }) =>
    [area, sagemaker, sagelocal, why].map(cell).join(' | '),
  );
  return ['area | SageMaker | sagelocal | why', '--- | --- | --- | ---', ...lines]
    .map((line) => `| ${line} |\n`)
    .join('');
}

function replaceBetweenMarkers(text, replacement) {
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END, from);
  if (from === -1 || to === -1) throw new Error(`${options.readme} lacks the markers ${BEGIN.trim()} and ${END}`);
  return text.slice(0, from + BEGIN.length) + replacement + text.slice(to);
}

const readme = readFileSync(options.readme, 'utf8');
const rows = JSON.parse(readFileSync(options.rows, 'utf8'));
const wanted = replaceBetweenMarkers(readme, table(rows));

if (!options.check) writeFileSync(options.readme, wanted);
else if (wanted !== readme) {
  console.error(`${options.readme} is out of step with ${options.rows}: run node scripts/fidelity-table.mjs`);
  process.exitCode = 1;
}

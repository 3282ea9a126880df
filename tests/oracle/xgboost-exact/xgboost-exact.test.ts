import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { type Answers, holdAgainst } from './hold-against.js';

describe.each(['1.7.6', '3.0.5'])('XGBoost %s', (version) => {
  holdAgainst(JSON.parse(readFileSync(new URL(`frozen-${version}.json`, import.meta.url), 'utf8')) as Answers);
});

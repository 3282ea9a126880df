import type { Issue } from '../../errors.js';
import { show } from '../hyperparameter-fields.js';
import { allAtOnce, type Checked, type HyperparameterSchema, issue } from '../hyperparameter-schema.js';
import { nearestName } from '../nearest-name.js';
import type { ContainerField } from './container-fields.js';
import { RULES } from './hyperparameter-rules.js';
import { ALIASES, table, type XgboostHyperparameters } from './hyperparameter-table.js';
import { DEFAULT_IMAGE, IMAGE_VERSIONS, type ImageVersion, isAtLeast } from './versions.js';

const fields = new Map<string, ContainerField<unknown>>(Object.entries(table));

/**
 * The container's own check, in its words and by its order: what is missing, what it does not know, values, ranges, and then what depends on each other. It
 * stops at the first problem; here all are told at once.
 */
export const xgboostHyperparameters: HyperparameterSchema<XgboostHyperparameters> = {
  fields: table,
  packagedDefaults: Object.freeze({}),
  check(given) {
    const names = givenNames(given);
    const reading = readAll(names);
    for (const rule of RULES) {
      if (rule.about.some((name) => reading.faulty.has(name))) continue;
      const message = rule.problem(reading.values as XgboostHyperparameters, names);
      if (message === undefined) continue;
      reading.issues.push(issue('E_HYPERPARAMETER_RULE', message, rule.hint));
    }
    if (reading.issues.length > 0) throw allAtOnce(reading.issues);
    return Object.freeze(reading.values) as Checked<XgboostHyperparameters>;
  },
};

/** In a Map, where `__proto__` is a name like any other; long names of XGBoost (`learning_rate`) as the short ones. */
function givenNames(given: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const present = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  return new Map(present.map(([name, value]) => [ALIASES.get(name) ?? name, value]));
}

function readAll(given: ReadonlyMap<string, unknown>) {
  const values: Record<string, unknown> = Object.create(null);
  const issues: Issue[] = [];
  const faulty = new Set<string>();
  const version = versionOf(given);
  for (const [name, field] of fields) {
    values[name] = field.default;
    if (!field.required || given.has(name)) continue;
    faulty.add(name);
    issues.push(issue('E_HYPERPARAMETER_MISSING', `Missing required hyperparameter: ${name}`, mustBe(name, field)));
  }
  for (const [name, value] of given) {
    const field = fields.get(name);
    if (field === undefined || !isKnownTo(field, version)) {
      issues.push(extraneous(name, field, version));
      continue;
    }
    const reading = field.read(name, value);
    if ('value' in reading) {
      values[name] = reading.value;
    } else {
      faulty.add(name);
      issues.push(issue(reading.code, reading.message, mustBe(name, field)));
    }
  }
  return { values, issues, faulty };
}

/** Of the image that is meant, as far as it can be told. */
function versionOf(given: ReadonlyMap<string, unknown>): ImageVersion {
  return IMAGE_VERSIONS.find((version) => version === given.get('_image_version')) ?? DEFAULT_IMAGE;
}

function isKnownTo({ since, until }: ContainerField<unknown>, version: ImageVersion): boolean {
  return (since === undefined || isAtLeast(version, since)) && (until === undefined || isAtLeast(until, version));
}

function extraneous(name: string, field: ContainerField<unknown> | undefined, version: ImageVersion): Issue {
  const near = nearestName(name, fields.keys());
  const hint =
    field !== undefined
      ? `Image ${version} does not have it${field.since === undefined ? '' : `; image ${field.since} does`}.`
      : near === undefined
        ? undefined
        : `Did you mean '${near}'?`;
  return issue('E_HYPERPARAMETER_UNKNOWN', `Extraneous hyperparameter found: ${show(name)}`, hint);
}

function mustBe(name: string, field: ContainerField<unknown>): string {
  return `${name} must be ${field.accepts}.`;
}

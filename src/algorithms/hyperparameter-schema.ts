import { type Issue, UserError } from '../errors.js';
import { type Field, show } from './hyperparameter-fields.js';
import { nearestName } from './nearest-name.js';

declare const checkedBrand: unique symbol;

/** Hyperparameters that went through {@link HyperparameterSchema.check}: the only kind `train` accepts. */
export type Checked<H> = Readonly<H> & { readonly [checkedBrand]: true };

export interface HyperparameterSchema<H> {
  /** The table itself: what documentation, `--help` and tuning are made of. */
  readonly fields: Readonly<Record<string, Field<unknown>>>;
  /** What the container ships as its defaults, every value as text, internal names included. */
  readonly packagedDefaults: Readonly<Record<string, string>>;
  /**
   * Turns what SageMaker sends (every value a string) or typed values into the checked type, defaults filled in. `null` and
   * `undefined` count as not given; internal names (`_kvstore`) are let pass.
   * @throws UserError E_HYPERPARAMETERS listing every problem at once, with the nearest known name for a misspelt one
   */
  check(given: Readonly<Record<string, unknown>>): Checked<H>;
}

/** One field per hyperparameter, in SageMaker's spelling. */
export type Table = Readonly<Record<string, Field<unknown>>>;

export type HyperparametersOf<T extends Table> = {
  readonly [Name in keyof T]: T[Name] extends Field<infer Value> ? Value : never;
};

/** What must hold between several hyperparameters. Looked at only where each of them is right by itself. */
export interface Rule<H> {
  readonly about: readonly (keyof H & string)[];
  readonly holds: (values: H) => boolean;
  readonly message: string;
  readonly hint?: string;
}

export interface SchemaOptions<H> {
  readonly rules?: readonly Rule<H>[];
  /** Packaged defaults of the names that begin with `_`. */
  readonly internal?: Readonly<Record<string, string>>;
}

export function defineHyperparameters<const T extends Table>(
  table: T,
  options: SchemaOptions<HyperparametersOf<T>> = {},
): HyperparameterSchema<HyperparametersOf<T>> {
  type H = HyperparametersOf<T>;
  const fields = new Map<string, Field<unknown>>(Object.entries(table));
  return {
    fields: table,
    packagedDefaults: packagedDefaults(fields, options.internal ?? {}),
    check(given) {
      const { values, issues, faulty } = readAll(fields, givenValues(given));
      for (const rule of options.rules ?? []) {
        if (rule.about.some((name) => faulty.has(name)) || rule.holds(values as H)) continue;
        issues.push(issue('E_HYPERPARAMETER_RULE', rule.message, rule.hint));
      }
      if (issues.length > 0) throw allAtOnce(issues);
      return Object.freeze(values) as Checked<H>;
    },
  };
}

/** In a Map, where a name such as `__proto__` is a name like any other. */
function givenValues(given: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(Object.entries(given).filter(([, value]) => value !== undefined && value !== null));
}

function readAll(fields: ReadonlyMap<string, Field<unknown>>, given: ReadonlyMap<string, unknown>) {
  const values: Record<string, unknown> = Object.create(null);
  const issues: Issue[] = [];
  const faulty = new Set<string>();
  const missing = [...fields].filter(([name, field]) => field.required && !given.has(name)).map(([name]) => name);
  if (missing.length > 0) {
    for (const name of missing) faulty.add(name);
    const names = missing.map((name) => `'${name}'`).join(', ');
    const message = `No value(s) were specified for ${names} which are required hyperparameter(s)`;
    issues.push(issue('E_HYPERPARAMETER_MISSING', message, missing.map((name) => mustBe(name, fields)).join(' ')));
  }
  for (const [name, field] of fields) {
    const value = given.get(name);
    if (value === undefined) {
      values[name] = field.default;
      continue;
    }
    const reading = field.read(name, value);
    if ('value' in reading) {
      values[name] = reading.value;
    } else {
      faulty.add(name);
      issues.push(issue(reading.code, reading.message, mustBe(name, fields)));
    }
  }
  for (const name of given.keys()) {
    if (!fields.has(name) && !isInternal(name)) issues.push(extraneous(name, fields.keys()));
  }
  return { values, issues, faulty };
}

function isInternal(name: string): boolean {
  return /^_[a-z][a-z0-9_]*$/.test(name);
}

function extraneous(name: string, known: Iterable<string>): Issue {
  const near = nearestName(name, known);
  return issue(
    'E_HYPERPARAMETER_UNKNOWN',
    `Additional hyperparameters are not allowed ('${show(name)}' was unexpected)`,
    near === undefined ? undefined : `Did you mean '${near}'?`,
  );
}

function mustBe(name: string, fields: ReadonlyMap<string, Field<unknown>>): string {
  return `${name} must be ${fields.get(name)?.accepts}.`;
}

export function issue(code: string, message: string, hint?: string): Issue {
  return hint === undefined ? { code, message } : { code, message, hint };
}

/** The error that tells of every problem. */
export function allAtOnce(issues: readonly Issue[]): UserError {
  const hints = issues.flatMap(({ hint }) => hint ?? []);
  return new UserError('E_HYPERPARAMETERS', issues.map(({ message }) => message).join('\n'), {
    issues,
    ...(hints.length > 0 && { hint: hints.join(' ') }),
  });
}

/** Text as SageMaker's own configuration files have it: lists as JSON, the rest as it is. */
function packagedDefaults(fields: ReadonlyMap<string, Field<unknown>>, internal: Readonly<Record<string, string>>) {
  const defaults: Record<string, string> = Object.create(null);
  for (const [name, field] of fields) {
    if (field.default === undefined) continue;
    defaults[name] = Array.isArray(field.default) ? JSON.stringify(field.default) : String(field.default);
  }
  return Object.freeze(Object.assign(defaults, internal));
}

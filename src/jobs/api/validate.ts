import { UserError } from '../../errors.js';
import { ServiceError, validationError } from './service-error.js';
import { type Bounds, type Shape, shapeOf } from './shapes.js';

export interface ValidateOptions {
  /** Addresses may be paths and `file://`, too, where SageMaker wants `s3://`. */
  readonly localAddresses?: boolean | undefined;
  /** What SageMaker cannot do without may be missing: a job on one's own machine needs no role. */
  readonly partial?: boolean | undefined;
}

/** How the model's S3Uri, Url and the like are told from other patterns. */
const ADDRESS_PATTERN = '(https|s3)://';

/**
 * Holds a request against SageMaker's own constraints.
 * @param name of the shape: `CreateTrainingJobRequest`
 * @throws ServiceError ValidationException with every violation, in the service's words; SerializationException where a value has the wrong type
 */
export function validate(name: string, request: unknown, options: ValidateOptions = {}): void {
  const violations = violationsOf(name, request, options);
  if (violations.length === 0) return;
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  throw validationError(`${count} detected: ${violations.join('; ')}`);
}

/** The same for whoever is no client of a service. @throws UserError E_VALIDATION in the words of the service's own exception */
export function checkRequest(name: string, request: unknown, options: ValidateOptions = {}): void {
  try {
    validate(name, request, options);
  } catch (error) {
    if (error instanceof ServiceError) throw new UserError('E_VALIDATION', error.message, { cause: error });
    throw error;
  }
}

/** Each in the service's words: `Value 'a_b' at 'trainingJobName' failed to satisfy constraint: …`. @throws ServiceError SerializationException */
export function violationsOf(name: string, request: unknown, options: ValidateOptions = {}): string[] {
  const validator = new Validator(options);
  validator.value(name, request, '');
  return validator.violations;
}

class Validator {
  readonly violations: string[] = [];
  readonly #options: ValidateOptions;

  constructor(options: ValidateOptions) {
    this.#options = options;
  }

  value(name: string, value: unknown, path: string): void {
    const shape = shapeOf(name);
    checkType(shape, value);
    if (shape.kind === 'structure') this.#structure(shape, value as Json, path);
    else if (shape.kind === 'list') this.#list(shape, value as readonly unknown[], path);
    else if (shape.kind === 'map') this.#map(shape, value as Json, path);
    else for (const constraint of this.#broken(shape, value)) this.#violation(value, path, constraint);
  }

  #structure(shape: Extract<Shape, { kind: 'structure' }>, value: Json, path: string): void {
    for (const [name, member] of shape.members) {
      const memberPath = joined(path, name.charAt(0).toLowerCase() + name.slice(1));
      const given = value[name] ?? undefined;
      if (given !== undefined) this.value(member.shape, given, memberPath);
      else if (member.required && this.#options.partial !== true) {
        this.violations.push(violation('null', memberPath, 'Member must not be null'));
      }
    }
  }

  #list(shape: Extract<Shape, { kind: 'list' }>, value: readonly unknown[], path: string): void {
    for (const constraint of outOf(shape.bounds, value.length, LENGTH)) this.#violation(value, path, constraint);
    const member = shapeOf(shape.member);
    if (isScalar(member)) {
      for (const item of value) checkType(member, item);
      const isBroken = value.some((item) => this.#broken(member, item).length > 0);
      if (isBroken) this.#violation(value, path, `Member must satisfy constraint: [${this.#constraints(member)}]`);
    } else {
      for (const [index, item] of value.entries()) {
        if (item !== null) this.value(shape.member, item, joined(path, `${index + 1}.member`));
      }
    }
  }

  #map(shape: Extract<Shape, { kind: 'map' }>, value: Json, path: string): void {
    for (const constraint of outOf(shape.bounds, Object.keys(value).length, LENGTH)) {
      this.#violation(value, path, constraint);
    }
    const sides = [
      ['keys', shapeOf(shape.key), Object.keys(value)],
      ['value', shapeOf(shape.value), Object.values(value)],
    ] as const;
    for (const [side, member, items] of sides) {
      for (const item of items) checkType(member, item);
      const isBroken = isScalar(member) && items.some((item) => this.#broken(member, item).length > 0);
      if (isBroken) this.#violation(value, path, `Map ${side} must satisfy constraint: [${this.#constraints(member)}]`);
    }
  }

  /** The constraints that a single value breaks. */
  #broken(shape: Shape, value: unknown): string[] {
    if (shape.kind === 'enum') {
      return shape.values.includes(value as string) ? [] : [this.#constraints(shape)];
    }
    if (shape.kind === 'string') {
      const text = value as string;
      const broken = outOf(shape.bounds, text.length, LENGTH);
      return this.#matches(shape.pattern, text) ? broken : [...broken, patternText(shape.pattern)];
    }
    return 'bounds' in shape && typeof value === 'number' ? outOf(shape.bounds, value, VALUE) : [];
  }

  #matches(pattern: string, text: string): boolean {
    if (pattern === '' || (this.#options.localAddresses && pattern.startsWith(ADDRESS_PATTERN))) return true;
    return matcherOf(pattern).test(text);
  }

  /** All constraints of a shape, as the service lists them where a member of a list or map breaks one. */
  #constraints(shape: Shape): string {
    if (shape.kind === 'enum') return `Member must satisfy enum value set: [${shape.values.join(', ')}]`;
    const { bounds, pattern = '' } = shape as { bounds: Bounds; pattern?: string };
    const what = shape.kind === 'string' ? LENGTH : VALUE;
    return [
      ...(bounds.max === undefined ? [] : [`${what} less than or equal to ${bounds.max}`]),
      ...(bounds.min === undefined ? [] : [`${what} greater than or equal to ${bounds.min}`]),
      ...(pattern === '' ? [] : [patternText(pattern)]),
    ].join(', ');
  }

  #violation(value: unknown, path: string, constraint: string): void {
    this.violations.push(violation(`'${shown(value)}'`, path, constraint));
  }
}

type Json = Readonly<Record<string, unknown>>;

const LENGTH = 'Member must have length';
const VALUE = 'Member must have value';

function violation(value: string, path: string, constraint: string): string {
  return `Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`;
}

function outOf({ min, max }: Bounds, size: number, what: string): string[] {
  if (max !== undefined && size > max) return [`${what} less than or equal to ${max}`];
  if (min !== undefined && size < min) return [`${what} greater than or equal to ${min}`];
  return [];
}

function patternText(pattern: string): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

const matchers = new Map<string, RegExp>();

/** The model's patterns are Java's, and bind the whole value; `.` is meant to be any character. */
function matcherOf(pattern: string): RegExp {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    const source = pattern.replaceAll('\\p{Alnum}', 'a-zA-Z0-9');
    matcher = new RegExp(`^(?:${source})$`, source.includes('\\p{') ? 'su' : 's');
    matchers.set(pattern, matcher);
  }
  return matcher;
}

function isScalar({ kind }: Shape): boolean {
  return kind !== 'structure' && kind !== 'list' && kind !== 'map';
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** As Java prints them: `{k=10, epochs=3}`, `[a, b]`. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${shown(item)}`)
    .join(', ')}}`;
}

/** @throws ServiceError SerializationException, as the service's own parser says it */
function checkType(shape: Shape, value: unknown): void {
  const wanted = WANTED[shape.kind];
  if (wanted.test(typeOf(value))) return;
  const name = shape.kind === 'integer' ? 'Integer' : shape.kind === 'enum' ? 'String' : capitalised(shape.kind);
  throw new ServiceError('SerializationException', `${typeOf(value)} can not be converted to a ${name}`);
}

const WANTED = {
  structure: /^START_OBJECT$/,
  map: /^START_OBJECT$/,
  list: /^START_ARRAY$/,
  string: /^STRING_VALUE$/,
  enum: /^STRING_VALUE$/,
  integer: /^NUMBER_VALUE$/,
  long: /^NUMBER_VALUE$/,
  float: /^NUMBER_VALUE$/,
  double: /^NUMBER_VALUE$/,
  boolean: /^(TRUE|FALSE)_VALUE$/,
  timestamp: /^(NUMBER|STRING)_VALUE$/,
} as const;

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (value === null || value === undefined) return 'VALUE_NULL';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return { object: 'START_OBJECT', string: 'STRING_VALUE', number: 'NUMBER_VALUE' }[typeof value as 'object'];
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Where a request has members that SageMaker does not know: `OutputDataConfig.S3OutPath`. Its clients refuse to send them. */
export function unknownMembers(name: string, value: unknown, path = ''): string[] {
  const shape = shapeOf(name);
  if (typeof value !== 'object' || value === null) return [];
  if (shape.kind === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) => unknownMembers(shape.member, item, `${path}[${index}]`));
  }
  if (shape.kind !== 'structure') return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const known = shape.members.get(key);
    const memberPath = joined(path, key);
    return known === undefined ? [memberPath] : unknownMembers(known.shape, member, memberPath);
  });
}

/**
 * The kinds of value a hyperparameter can have. Each reads what SageMaker sends (`"10"`, `"True"`, `"[\"msd\"]"`) or the typed value,
 * and refuses in the words of SageMaker's own configuration helper.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/algorithms-training-algo-running-container.html
 */
export interface Field<T> {
  readonly type: 'integer' | 'real' | 'boolean' | 'choice' | 'list';
  /** What is accepted, for people: `an integer of at least 1, or auto`. */
  readonly accepts: string;
  readonly required: boolean;
  /** Filled in where nothing is given. */
  readonly default: T | undefined;
  readonly documentation: string;
  read(name: string, given: unknown): Reading<T>;
}

export type Reading<T> =
  | { readonly value: T }
  | { readonly code: 'E_HYPERPARAMETER_TYPE' | 'E_HYPERPARAMETER_VALUE'; readonly message: string };

interface Options {
  readonly documentation: string;
  readonly required?: true;
}

interface NumberOptions extends Options {
  readonly min?: number;
  readonly max?: number;
  /** The bounds themselves are refused. */
  readonly exclusive?: true;
  /** The word `auto` is accepted too: the algorithm decides. */
  readonly auto?: true;
  readonly default?: number | 'auto';
}

type Auto<O> = O extends { auto: true } ? 'auto' : never;
/** A field that is neither required nor has a default may be missing from the checked hyperparameters. */
type Maybe<O, T> = O extends { required: true } | { default: unknown } ? T : T | undefined;

export function integer<const O extends NumberOptions>(options: O): Field<Maybe<O, number | Auto<O>>> {
  return numeric('integer', /^\s*[+-]?\d+\s*$/, Number.isSafeInteger, options) as Field<Maybe<O, number | Auto<O>>>;
}

export function real<const O extends NumberOptions>(options: O): Field<Maybe<O, number | Auto<O>>> {
  const pattern = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
  return numeric('real', pattern, Number.isFinite, options) as Field<Maybe<O, number | Auto<O>>>;
}

function numeric(
  type: 'integer' | 'real',
  pattern: RegExp,
  isOfType: (value: number) => boolean,
  options: NumberOptions,
): Field<number | 'auto'> {
  const accepts = `${article(type)}${range(options)}${options.auto ? ', or auto' : ''}`;
  return {
    type,
    accepts,
    ...common(options),
    read(name, given) {
      if (options.auto && given === 'auto') return { value: 'auto' };
      const isText = typeof given === 'string' && pattern.test(given);
      const value = isText ? Number(given) : given;
      if (typeof value !== 'number' || !(isText || isOfType(value))) {
        return wrongType(name, given, type === 'integer' ? 'integer' : 'float');
      }
      if (isOfType(value) && isWithin(value, options)) return { value };
      return outOfRange(name, given, type, options);
    },
  };
}

export function boolean<const O extends Options & { readonly default?: boolean }>(
  options: O,
): Field<Maybe<O, boolean>> {
  return {
    type: 'boolean',
    accepts: 'true or false',
    ...common(options as Options & { readonly default?: Maybe<O, boolean> }),
    read(name, given) {
      // Python's bools arrive as `True` and `False`.
      const word = String(given).toLowerCase();
      const isBoolean = (typeof given === 'boolean' || typeof given === 'string') && /^(true|false)$/.test(word);
      return isBoolean ? { value: word === 'true' } : wrongType(name, given, 'boolean');
    },
  };
}

export function choice<const C extends string, const O extends Options & { readonly default?: NoInfer<C> }>(
  choices: readonly C[],
  options: O,
): Field<Maybe<O, C>> {
  return {
    type: 'choice',
    accepts: choices.join(' or '),
    ...common(options as Options & { readonly default?: Maybe<O, C> }),
    read(name, given) {
      const chosen = choices.find((one) => one === given);
      if (chosen !== undefined) return { value: chosen };
      const accepted = choices.map((one) => `'${one}'`).join(', ');
      const subject = `The value '${show(given)}' is not valid for the '${name}' hyperparameter`;
      return problem(`${subject} which accepts one of the following: ${accepted}`);
    },
  };
}

/** A list of some of the choices, as a JSON text or as an array. */
export function listOf<const C extends string, const O extends Options & { readonly default?: readonly NoInfer<C>[] }>(
  choices: readonly C[],
  options: O,
): Field<Maybe<O, readonly C[]>> {
  return {
    type: 'list',
    accepts: `a list of ${choices.join(', ')}`,
    ...common(options as Options & { readonly default?: Maybe<O, readonly C[]> }),
    read(name, given) {
      const list = typeof given === 'string' ? parseJson(given) : given;
      if (list === undefined) return problem(`Hyperparameter must be valid json, but found ${name}:`);
      if (!Array.isArray(list)) {
        return problem(`Expected list type for hyperparameter: ${name}, found value: ${show(list)}`);
      }
      const unknown = list.filter((item) => !choices.some((one) => one === item));
      if (unknown.length === 0) return { value: [...new Set(list as C[])] };
      // `hyperparamter` is SageMaker's own spelling.
      return problem(
        `The list of values for hyperparameter '${name}' contains invalid value: ${pythonList(unknown)}. The supported values ` +
          `are: ${pythonList(choices)}. Please provide supported values for hyperparamter '${name}' and try again.`,
      );
    },
  };
}

function common<T>(options: Options & { readonly default?: T }) {
  return { required: options.required ?? false, default: options.default, documentation: options.documentation };
}

function isWithin(value: number, { min = -Infinity, max = Infinity, exclusive }: NumberOptions): boolean {
  return exclusive ? value > min && value < max : value >= min && value <= max;
}

function range({ min, max, exclusive }: NumberOptions): string {
  if (min !== undefined && max !== undefined) return ` between ${min} and ${max}${exclusive ? ', both excluded' : ''}`;
  if (min !== undefined) return exclusive ? ` above ${min}` : ` of at least ${min}`;
  if (max !== undefined) return exclusive ? ` below ${max}` : ` of at most ${max}`;
  return '';
}

function article(type: 'integer' | 'real'): string {
  return type === 'integer' ? 'an integer' : 'a number';
}

function wrongType(name: string, given: unknown, type: string): Reading<never> {
  return {
    code: 'E_HYPERPARAMETER_TYPE',
    message:
      `The value for hyperparameter '${name}' should be of type ${type}, but provided '${show(given)}'. ` +
      `Please provide a valid '${type}' value and try again.`,
  };
}

/**
 * SageMaker's schema offers every number as a pattern of text or as a number, and says so. Its `greater than` means `at least`;
 * the hint that goes with the message says it right.
 */
function outOfRange(name: string, given: unknown, type: 'integer' | 'real', options: NumberOptions): Reading<never> {
  const { min, max } = options;
  const digits =
    type === 'real' ? '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?' : (min ?? -1) > 0 ? '[1-9][0-9]*' : '[0-9]+';
  const pattern = `a string which matches the pattern '^(${options.auto ? 'auto|' : ''}${digits})$'`;
  const bounds =
    min !== undefined && max !== undefined
      ? ` between ${min} and ${max}`
      : min !== undefined
        ? ` greater than ${min}`
        : max !== undefined
          ? ` less than ${max}`
          : '';
  return problem(
    `The value '${show(given)}' is not valid for the '${name}' hyperparameter which expects one of the following: ` +
      `${pattern}; or ${article(type)}${bounds}`,
  );
}

function problem(message: string): Reading<never> {
  return { code: 'E_HYPERPARAMETER_VALUE', message };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const LONGEST_SHOWN = 200;

/** A given value in a message: never long, whatever was sent. */
export function show(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? (JSON.stringify(value) ?? '') : String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function pythonList(values: readonly unknown[]): string {
  return `[${values.map((value) => (typeof value === 'string' ? `'${show(value)}'` : show(value))).join(', ')}]`;
}

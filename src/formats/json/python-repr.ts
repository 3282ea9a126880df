import { pythonFloat } from '../../data/python-float.js';

export { pythonFloat };

/** A number that Python would hold as a float: 1 is written `1.0`. */
export class PythonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/**
 * What Python's `json.dumps` makes of a value: `", "` and `": "` between things, everything outside ASCII escaped, bare `NaN` and
 * `Infinity`. A whole number is an int; a float is a {@link PythonFloat} or an element of a float array.
 */
export function pythonJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(BigInt(value)) : jsonFloat(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof PythonFloat) return jsonFloat(value.value);
  if (value instanceof Float32Array || value instanceof Float64Array) return jsonList(value, jsonFloat);
  if (Array.isArray(value)) return jsonList(value, pythonJson);
  const items = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${items.map(([key, item]) => `${jsonString(key)}: ${pythonJson(item)}`).join(', ')}}`;
}

/** A float as `json.dumps` writes it: as its `repr`, but the three that JSON does not know have names of their own. */
export function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return pythonFloat(value);
  return value > 0 ? 'Infinity' : '-Infinity';
}

function jsonList<T>(values: Iterable<T>, write: (value: T) => string): string {
  return `[${Array.from(values, write).join(', ')}]`;
}

function jsonString(text: string): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escaped);
}

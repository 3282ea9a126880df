import { PythonFloat, pythonFloat, pythonJson } from '../../formats/json/python-repr.js';

/** `[05/16/2021 12:27:46 INFO 140141566281536] text`: Python's logging as the containers set it up, their clock on UTC. */
export function loggedLine(timeMs: number, level: string, threadId: number, text: string): string {
  const [date, time] = isoParts(timeMs);
  const [year, month, day] = date.split('-');
  return `[${month}/${day}/${year} ${time.slice(0, 8)} ${level} ${threadId}] ${text}`;
}

/** `[2021-05-16 12:27:47.055] [tensorio] [info] epoch_stats={…}`: one pass of the reader over a channel. */
export function epochStatsLine(
  timeMs: number,
  pass: { readonly name: string; readonly number: number; readonly durationMs: number; readonly bytes: number },
  batches: number,
): string {
  const [date, time] = isoParts(timeMs);
  const stats = {
    data_pipeline: pass.name,
    epoch: pass.number,
    duration: Math.round(pass.durationMs),
    num_examples: batches,
    num_bytes: pass.bytes,
  };
  return `[${date} ${time}] [tensorio] [info] epoch_stats=${pythonJson(stats)}`;
}

function isoParts(timeMs: number): [date: string, time: string] {
  const iso = new Date(timeMs).toISOString();
  return [iso.slice(0, 10), iso.slice(11, 23)];
}

/** What is known of something that was measured one or more times; `min` and `max` are of the kind the container counts in. */
export interface Metric {
  readonly sum: PythonFloat;
  readonly count: number;
  readonly min: number | PythonFloat;
  readonly max: number | PythonFloat;
}

/** A whole number that was read off once: `{"sum": 3.0, "count": 1, "min": 3, "max": 3}`. */
export function counter(value: number): Metric {
  return { sum: new PythonFloat(value), count: 1, min: value, max: value };
}

/** A number that was measured once: `{"sum": 0.31, "count": 1, "min": 0.31, "max": 0.31}`. */
export function measurement(value: number): Metric {
  return { sum: new PythonFloat(value), count: 1, min: new PythonFloat(value), max: new PythonFloat(value) };
}

/** Milliseconds, one entry for each time something was done. */
export function timing(durationsMs: readonly number[]): Metric {
  const sum = durationsMs.reduce((total, duration) => total + duration, 0);
  return {
    sum: new PythonFloat(sum),
    count: durationsMs.length,
    min: new PythonFloat(Math.min(...durationsMs)),
    max: new PythonFloat(Math.max(...durationsMs)),
  };
}

/** `#metrics {…}`: no time stamp; the containers put an empty line after it. */
export function metricsLine(
  period: { readonly startMs: number; readonly endMs: number },
  dimensions: Readonly<Record<string, string | number>>,
  metrics: Readonly<Record<string, Metric>>,
): string {
  const [StartTime, EndTime] = [seconds(period.startMs), seconds(period.endMs)];
  return `#metrics ${pythonJson({ StartTime, EndTime, Dimensions: dimensions, Metrics: metrics })}`;
}

/** Seconds since 1970 to the microsecond. */
function seconds(timeMs: number): PythonFloat {
  return new PythonFloat(Math.round(timeMs * 1000) / 1e6);
}

/** `train:msd` -> channel `train`, name `msd`; `undefined` for a name without channel. */
export function splitMetricName(metric: string): { readonly channel: string; readonly name: string } | undefined {
  const match = /^(train|validation|test):(.+)$/.exec(metric);
  return match === null ? undefined : { channel: match[1] as string, name: match[2] as string };
}

/** Whether a metric is printed as `<loss>` or `<score>`. */
export function metricKind(name: string): 'loss' | 'score' {
  return /accuracy|precision|recall|auc|dcg|pwll|(^|_)f_|f1$/.test(name) ? 'score' : 'loss';
}

/** What a hyperparameter looks like on its way to SageMaker: the SDK sends every value as a string, lists as JSON. */
export function hyperparameterText(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : pythonFloat(value);
  if (typeof value === 'object' && value !== null) return pythonJson(value);
  return String(value);
}

/** Python's `repr` of a dict of strings. */
export function pythonDict(entries: Readonly<Record<string, string>>): string {
  const items = Object.entries(entries).map(([name, value]) => `${pythonString(name)}: ${pythonString(value)}`);
  return `{${items.join(', ')}}`;
}

/** Python's `repr` of a string: single quotes, unless the text has a single quote and no double one. */
function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(UNPRINTABLE, (character) => {
    if (character === "'") return quote === "'" ? "\\'" : character;
    return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return quote + escaped + quote;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what Python escapes
const UNPRINTABLE = /[\\'\0-\x1f\x7f-\xa0\xad]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

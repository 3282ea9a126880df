import type { ChannelReport, CheckReport, Contents, Finding } from '../check/report.js';
import { describeWhere } from '../errors.js';
import { shownPath } from './io.js';
import { grouped, short } from './numbers.js';

/** The report as people read it: what is wrong, where, and what to do about it. */
export function checkText(report: CheckReport): string {
  const lines = [
    ...report.problems.flatMap((problem) => findingLines('error', problem)),
    ...report.channels.flatMap((channel) => channelLines(report.algorithm, channel)),
  ];
  return `${lines.join('\n')}\n`;
}

function channelLines(algorithm: string, channel: ChannelReport): string[] {
  const { paths, contentType, accepted, problems, problemCount, complete, warnings, read } = channel;
  const verdict = accepted ? 'accepted' : 'refused';
  const more = problemCount - problems.length;
  return [
    `${paths.map(shownPath).join(', ')}: ${verdict} by ${algorithm} as its ${channel.channel} channel (${contentType})`,
    ...problems.flatMap((problem) => findingLines('error', problem)),
    ...(more > 0 ? [`  … and ${grouped(more)} more${complete ? '' : ', then the reading was given up'}`] : []),
    ...warnings.flatMap((warning) => findingLines('warning', warning)),
    ...(read === undefined ? [] : contentLines(read)),
  ];
}

function findingLines(kind: string, { code, message, where, hint }: Finding): string[] {
  const place = where === undefined ? [] : [`           at ${describeWhere(where)}`];
  return [`  ${kind.padEnd(8)} ${message} (${code})`, ...place, ...(hint === undefined ? [] : [`           ${hint}`])];
}

function contentLines({ rows, features, layout, values, missing, infinite, label }: Contents): string[] {
  const zeros = rows * features === 0 ? 0 : (100 * values.zeros) / (rows * features);
  const odd = [
    ...(missing > 0 ? [`${grouped(missing)} missing`] : []),
    ...(infinite > 0 ? [`${grouped(infinite)} infinite`] : []),
  ];
  return [
    `  read     ${grouped(rows)} good rows of ${grouped(features)} features, ${layout}, float32`,
    `  values   ${short(values.min)} to ${short(values.max)}, mean ${short(values.mean)}, ${zeros.toFixed(1)} % zeros${odd.map((text) => `, ${text}`).join('')}`,
    `  label    ${label === undefined ? 'none' : labelText(label)}`,
  ];
}

const SHOWN_LABELS = 10;

function labelText({ columns, min, max, mean, distinct }: NonNullable<Contents['label']>): string {
  const many = columns === 1 ? '' : `${columns} columns, `;
  if (distinct === undefined) return `${many}${short(min)} to ${short(max)}, mean ${short(mean)}`;
  const shown = distinct.slice(0, SHOWN_LABELS).map(({ value, count }) => `${short(value)} (${grouped(count)})`);
  return `${many}${distinct.length} distinct: ${shown.join(', ')}${distinct.length > SHOWN_LABELS ? ', …' : ''}`;
}

import { arch, availableParallelism, platform, release } from 'node:os';
import { backendReport } from '../kernels/choose.js';
import type { Arguments } from './arguments.js';
import { toggle } from './flags.js';
import { type Io, printJson } from './io.js';
import type { Verb } from './verb.js';
import { version } from './version.js';

export const doctor: Verb = {
  name: 'doctor',
  summary: 'which backend is active and why, and what it runs on',
  usage: ['[--json]'],
  positionals: [],
  flags: [toggle('json', 'as JSON')],
  examples: [
    { says: 'Is the native core in use?', command: 'sagelocal doctor' },
    { says: 'For a bug report', command: 'sagelocal doctor --json' },
  ],
  run: diagnose,
};

async function diagnose(args: Arguments, io: Io): Promise<number> {
  const { active, simd, threads, skipped, forced } = await backendReport();
  const report = {
    sagelocal: version(),
    backend: active,
    forced,
    simd,
    threads,
    skipped,
    node: process.versions.node,
    platform: `${platform()}-${arch()} ${release()}`,
    cores: availableParallelism(),
  };
  if (args.has('json')) printJson(io.stdout, report);
  else io.stdout.write(readable(report));
  return 0;
}

interface Report {
  readonly sagelocal: string;
  readonly backend: string;
  /** By SAGELOCAL_BACKEND. */
  readonly forced: boolean;
  readonly simd: string;
  readonly threads: number;
  readonly skipped: readonly { readonly backend: string; readonly reason: string }[];
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
}

function readable(report: Report): string {
  const lines = [
    `sagelocal  ${report.sagelocal}`,
    `backend    ${report.backend} (simd ${report.simd}, ${report.threads} thread${report.threads === 1 ? '' : 's'})${report.forced ? ', forced by SAGELOCAL_BACKEND' : ''}`,
    ...report.skipped.map(({ backend, reason }) => `skipped    ${backend}: ${reason}`),
    `node       ${report.node}`,
    `machine    ${report.platform}, ${report.cores} core${report.cores === 1 ? '' : 's'}`,
  ];
  return `${lines.join('\n')}\n`;
}

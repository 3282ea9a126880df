import { readFile } from 'node:fs/promises';
import { UserError } from '../../errors.js';
import { type SpecKind, SpecReader } from '../../jobs/spec-reader.js';
import { Problems } from '../../training/problems.js';

/** One container of a compose file, as the SageMaker SDK writes it: the little of compose that local mode knows. */
export interface Service {
  /** The host name that resourceconfig.json knows: `algo-1-x7k2p`. */
  readonly host: string;
  /** What stands in front of its lines. */
  readonly containerName: string;
  readonly image: string;
  /** The words after the image's own entry point: `train` or `serve`. */
  readonly command: string | undefined;
  /** Another program than the image's own. */
  readonly entrypoint: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  /** Of this machine, for the container's 8080. */
  readonly port: number | undefined;
  readonly wantsGpu: boolean;
}

export interface Mount {
  readonly hostPath: string;
  readonly containerPath: string;
}

const COMPOSE_FILE: SpecKind = { name: 'compose file', code: 'E_COMPOSE_FILE' };

/**
 * Reads what `docker compose -f FILE up` would run.
 * @throws UserError E_COMPOSE_FILE with every problem as an issue, or with the line and column where it is no YAML
 */
export async function readComposeFile(path: string): Promise<readonly Service[]> {
  const problems = new Problems();
  const services = readServices(await readYaml(path), problems);
  problems.throwIfAny(COMPOSE_FILE.code);
  return services;
}

/** Every scalar as the text it is written as: nothing in this file is worth YAML's guesses at types. */
async function readYaml(path: string): Promise<unknown> {
  const [{ parse, YAMLParseError }, text] = await Promise.all([import('yaml'), readFile(path, 'utf8')]);
  try {
    return parse(text, { schema: 'failsafe', logLevel: 'error' });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const at = cause instanceof YAMLParseError ? cause.linePos?.[0] : undefined;
    const where = { file: path, ...(at === undefined ? {} : { line: at.line, column: at.col }) };
    const [firstLine] = cause.message.split('\n');
    throw new UserError(COMPOSE_FILE.code, `The compose file is not valid YAML: ${firstLine}`, { where, cause });
  }
}

function readServices(file: unknown, problems: Problems): readonly Service[] {
  const services = SpecReader.of(file, '', problems, COMPOSE_FILE)?.requiredChild('services');
  const read = services?.keys().map((host) => readService(host, services.child(host)));
  if (read?.length === 0) problems.add({ code: COMPOSE_FILE.code, message: 'services is empty.' });
  return read?.filter((service) => service !== undefined) ?? [];
}

function readService(host: string, spec: SpecReader | undefined): Service | undefined {
  if (spec === undefined) return undefined;
  return {
    host,
    containerName: spec.text('container_name') ?? host,
    image: spec.requiredText('image') ?? '',
    command: words(spec, 'command'),
    entrypoint: words(spec, 'entrypoint'),
    environment: Object.fromEntries((spec.list('environment') ?? []).map(assignment)),
    mounts: (spec.list('volumes') ?? []).flatMap((volume) => mountOf(volume, spec)),
    port: publishedPort(spec),
    wantsGpu: spec.text('runtime') === 'nvidia' || spec.has('deploy'),
  };
}

/** A string or a list of strings, as compose takes both. */
function words(spec: SpecReader, key: string): string | undefined {
  return spec.isList(key) ? spec.list(key)?.join(' ') : spec.text(key);
}

/** `NAME=VALUE`, as in a shell without its quotes. */
function assignment(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** `HOST:CONTAINER`, with `:z` behind it where the SDK runs under SELinux. */
function mountOf(volume: string, spec: SpecReader): Mount[] {
  const [, hostPath, containerPath] = /^(\/[^:]*):(\/[^:]*)(?::[a-zA-Z,]+)?$/.exec(volume) ?? [];
  if (hostPath !== undefined && containerPath !== undefined) return [{ hostPath, containerPath }];
  spec.problem('volumes', `must be HOST:CONTAINER with absolute paths, not '${volume}'.`);
  return [];
}

function publishedPort(spec: SpecReader): number | undefined {
  const [first, ...more] = spec.list('ports') ?? [];
  if (first === undefined) return undefined;
  const port = /^(\d{1,5}):8080$/.exec(first)?.[1];
  if (port !== undefined && Number(port) <= 65535 && more.length === 0) return Number(port);
  spec.problem('ports', `must be one PORT:8080, not '${[first, ...more].join(', ')}'.`);
  return undefined;
}

import { describe, expect, it } from 'vitest';
import { readComposeFile } from '../../../../src/engines/local-mode/compose-file.js';
import { file } from '../../cli/support/files.js';

/** Word for word what version 2.257 of the SDK writes. */
const TRAINING = `networks:
  sagemaker-local:
    name: sagemaker-local
services:
  algo-1-b91mg:
    command: train
    container_name: lghws9p488-algo-1-b91mg
    environment:
    - AWS_ACCESS_KEY_ID=none
    - TRAINING_JOB_NAME=kmeans-2026-11-26
    - EQUATION=a=b
    - NOTE=one line that is so long that the writer of YAML folds it, since it has more
      than eighty characters
    image: 382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1
    networks:
      sagemaker-local:
        aliases:
        - algo-1-b91mg
    stdin_open: true
    tty: true
    volumes:
    - /data/job/algo-1-b91mg/input:/opt/ml/input
    - /data/with space:/opt/ml/input/data/train:z
version: '2.3'
`;

const read = async (text: string) => readComposeFile(await file('docker-compose.yaml', text));
const service = (lines: string) => read(`services:\n  algo-1:\n    image: kmeans:1\n    ${lines}\n`);

describe('a compose file', () => {
  it('of a training', async () => {
    expect(await read(TRAINING)).toEqual([
      {
        host: 'algo-1-b91mg',
        containerName: 'lghws9p488-algo-1-b91mg',
        image: '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1',
        command: 'train',
        entrypoint: undefined,
        environment: {
          AWS_ACCESS_KEY_ID: 'none',
          TRAINING_JOB_NAME: 'kmeans-2026-11-26',
          EQUATION: 'a=b',
          NOTE: 'one line that is so long that the writer of YAML folds it, since it has more than eighty characters',
        },
        mounts: [
          { hostPath: '/data/job/algo-1-b91mg/input', containerPath: '/opt/ml/input' },
          { hostPath: '/data/with space', containerPath: '/opt/ml/input/data/train' },
        ],
        port: undefined,
        wantsGpu: false,
      },
    ]);
  });

  it.each([
    ["ports: ['8093:8080']", { port: 8093 }],
    ['ports: [8093:8080]', { port: 8093 }],
    ['deploy: {resources: {}}', { wantsGpu: true }],
    ['runtime: nvidia', { wantsGpu: true }],
    ['entrypoint: [python3, run.py]', { entrypoint: 'python3 run.py' }],
    ['command: [serve]', { command: 'serve' }],
    ['environment: [YES, ON=off, N=010]', { environment: { YES: '', ON: 'off', N: '010' } }],
  ])('%s', async (lines, expected) => {
    expect(await service(lines)).toMatchObject([{ host: 'algo-1', containerName: 'algo-1', ...expected }]);
  });

  it.each([
    ['', 'The compose file must be a JSON object.'],
    ['services: {}', 'services is empty.'],
    ['version: 2', 'services is missing.'],
    ['services: {a: text}', 'services.a must be a JSON object.'],
    ['services: {a: {command: train}}', 'services.a.image is missing.'],
    ['services: {a: {image: i, ports: [1:2]}}', "services.a.ports must be one PORT:8080, not '1:2'."],
    ['services: {a: {image: i, ports: [99999:8080]}}', 'services.a.ports must be one PORT:8080'],
    ['services: {a: {image: i, ports: [1:8080, 2:8080]}}', "not '1:8080, 2:8080'."],
    ['services: {a: {image: i, volumes: [data:/opt/ml/model]}}', 'services.a.volumes must be HOST:CONTAINER'],
    ['services: {a: {image: i, environment: {A: b}}}', 'services.a.environment must be a JSON array of strings.'],
  ])('is refused: %s', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'E_COMPOSE_FILE',
      message: expect.stringContaining(message),
    });
  });

  it('with several problems tells all', async () => {
    const error = await read('services: {a: {}, b: {image: i, volumes: 3}}').catch((error) => error);
    expect(error.issues).toHaveLength(2);
  });

  it('that is no YAML is refused with its place', async () => {
    await expect(read('services:\n  a: [1,\n')).rejects.toMatchObject({ code: 'E_COMPOSE_FILE', where: { line: 3 } });
    const bomb = `a: &a [x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((n, i) => `${n}: &${n} [${`*${'abcdefgh'[i]},`.repeat(10)}]`).join('\n')}`;
    await expect(read(bomb)).rejects.toMatchObject({ code: 'E_COMPOSE_FILE' });
  });
});

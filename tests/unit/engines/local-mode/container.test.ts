import { describe, expect, it } from 'vitest';
import type { Service } from '../../../../src/engines/local-mode/compose-file.js';
import { containerOf, requireBuiltIn } from '../../../../src/engines/local-mode/container.js';

const service: Service = {
  host: 'algo-1',
  containerName: 'x-algo-1',
  image: '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1',
  command: 'train',
  entrypoint: undefined,
  environment: { A: 'b' },
  mounts: [{ hostPath: '/m', containerPath: '/opt/ml/model' }],
  port: undefined,
  wantsGpu: false,
};

describe('containerOf', () => {
  it('takes what the images of the built-in algorithms do', () => {
    const { image, environment, mounts, port } = service;
    expect(containerOf(service)).toEqual({ name: 'x-algo-1', image, program: 'train', environment, mounts, port });
    expect(containerOf({ ...service, command: 'serve', port: 8080 })).toMatchObject({ program: 'serve', port: 8080 });
  });

  it.each<[string, Partial<Service>, string]>([
    ['E_LOCAL_MODE_GPU', { wantsGpu: true }, 'local_gpu'],
    ['E_LOCAL_MODE_IMAGE', { image: 'sagemaker-scikit-learn:1.2-1-cpu-py3' }, 'sagemaker-scikit-learn:1.2-1-cpu-py3'],
    ['E_LOCAL_MODE_PROGRAM', { command: undefined, entrypoint: 'python3 run.py' }, 'python3 run.py'],
    ['E_LOCAL_MODE_PROGRAM', { environment: { SAGEMAKER_PROGRAM: 'train.py' } }, 'train.py'],
    ['E_LOCAL_MODE_PROGRAM', { command: undefined }, 'no command'],
    ['E_LOCAL_MODE_PROGRAM', { command: 'bash' }, 'bash'],
    ['E_LOCAL_MODE_MOUNT', { mounts: [{ hostPath: '/a', containerPath: '/opt/ml/../x' }] }, '/opt/ml/../x'],
  ])('refuses with %s', (code, changed, named) => {
    const refused = () => containerOf({ ...service, ...changed });
    expect(refused).toThrow(expect.objectContaining({ code, message: expect.stringContaining(named) }));
  });
});

describe('requireBuiltIn', () => {
  it('names the algorithm, or the images that are here', () => {
    expect(requireBuiltIn('683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1')).toBe('xgboost');
    const hint = expect.stringContaining('linear-learner, kmeans, knn, pca');
    expect(() => requireBuiltIn('blazingtext:1')).toThrow(
      expect.objectContaining({ code: 'E_LOCAL_MODE_IMAGE', hint }),
    );
  });
});

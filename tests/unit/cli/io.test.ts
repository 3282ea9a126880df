import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ReaderGone, shownPath, write } from '../../../src/cli/io.js';

describe('write', () => {
  it('waits for a slow reader', async () => {
    const pipe = new PassThrough({ highWaterMark: 1 });
    let written = false;
    const writing = write(pipe, 'more than fits').then(() => {
      written = true;
    });
    await new Promise(setImmediate);
    expect(written).toBe(false);
    pipe.resume();
    await writing;
  });

  it('says that the reader is gone', async () => {
    const pipe = new PassThrough({ highWaterMark: 1 });
    pipe.on('error', () => {});
    const writing = write(pipe, 'more than fits');
    pipe.destroy(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    await expect(writing).rejects.toBeInstanceOf(ReaderGone);
    await expect(write(pipe, 'again')).rejects.toBeInstanceOf(ReaderGone);
  });

  it('passes other errors on', async () => {
    const pipe = new PassThrough({ highWaterMark: 1 });
    pipe.on('error', () => {});
    const writing = write(pipe, 'more than fits');
    pipe.destroy(new Error('disk on fire'));
    await expect(writing).rejects.toThrow('disk on fire');
  });
});

describe('shownPath', () => {
  it('is relative below the current folder', () => {
    expect(shownPath(resolve('out/model.tar.gz'))).toBe(join('out', 'model.tar.gz'));
    expect(shownPath('out/model.tar.gz')).toBe(join('out', 'model.tar.gz'));
  });

  it('is as given elsewhere', () => {
    expect(shownPath(resolve('../elsewhere'))).toBe(resolve('../elsewhere'));
  });
});

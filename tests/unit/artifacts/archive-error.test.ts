import { describe, expect, it } from 'vitest';
import { archiveError, damagedArchive } from '../../../src/artifacts/archive-error.js';

describe('archive errors', () => {
  it('count from the start of the inflated archive, and say what to do', () => {
    expect(archiveError('E_ARCHIVE_NAME', 'Bad name.', 512, 'Rename it.').toJSON()).toMatchObject({
      error: 'UserError',
      code: 'E_ARCHIVE_NAME',
      where: { file: 'the inflated archive', byteOffset: 512 },
      hint: 'Rename it.',
    });
  });

  it('keep the cause of damage', () => {
    const cause = new TypeError('not UTF-8');
    expect(damagedArchive('a name is not UTF-8', 0, cause)).toMatchObject({ code: 'E_ARCHIVE_DAMAGED', cause });
  });
});

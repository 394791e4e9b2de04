import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile, lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { YamrError } from '#core/errors';
import {
  buildDirectoryAtomically,
  discardUnfinishedOutput,
  refuseUnwritable,
  writeFileAtomically
} from './atomic-output.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-atomic-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('asking before long work whether a file can be written', () => {
  it('is silent for a new file and for an old one, and makes neither', async () => {
    await writeFile(join(folder, 'old'), 'old');
    await refuseUnwritable(join(folder, 'old'));
    await refuseUnwritable(join(folder, 'new'));
    await refuseUnwritable('/dev/null');
    expect(await readdir(folder)).toEqual(['old']);
    expect(await readFile(join(folder, 'old'), 'utf8')).toBe('old');
  });

  it.each([
    ['', 'it is a folder'],
    ['nowhere/new', 'its folder does not exist'],
    ['old/new', 'a part of its path is not a folder']
  ])('says what is wrong with "%s"', async (name, reason) => {
    await writeFile(join(folder, 'old'), '');
    const path = join(folder, name);
    await expect(refuseUnwritable(path)).rejects.toMatchObject({
      code: 'unwritable',
      message: `${path} cannot be written: ${reason}.`
    });
  });
});

describe('writing a file', () => {
  it('writes text, and leaves nothing but the file', async () => {
    await writeFileAtomically(join(folder, 'a.csv'), 'x\n');
    await writeFileAtomically(join(folder, 'a.csv'), async (write) => {
      await write('one,');
      await write(new TextEncoder().encode('two\n'));
    });
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toBe('one,two\n');
    expect(await readdir(folder)).toEqual(['a.csv']);
  });

  it('keeps the old file when the writer fails half-way', async () => {
    const path = join(folder, 'a.csv');
    await writeFile(path, 'old');
    const failing = writeFileAtomically(path, async (write) => {
      await write('new');
      throw new YamrError('aborted', 'stop');
    });
    await expect(failing).rejects.toMatchObject({ code: 'aborted' });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.csv']);
  });

  it('says in one sentence that a path is unwritable, before the writer runs', async () => {
    await writeFile(join(folder, 'file'), '');
    let ran = false;
    const content = (): Promise<void> => {
      ran = true;
      return Promise.resolve();
    };
    await expect(writeFileAtomically(join(folder, 'no', 'a.csv'), content)).rejects.toMatchObject({
      code: 'unwritable',
      message: `${join(folder, 'no', 'a.csv')} cannot be written: its folder does not exist.`
    });
    await expect(writeFileAtomically(join(folder, 'file', 'a.csv'), content)).rejects.toMatchObject({
      code: 'unwritable'
    });
    await expect(writeFileAtomically(folder, content)).rejects.toMatchObject({ code: 'unwritable' });
    expect(ran).toBe(false);
  });

  it('writes through a link and a device instead of replacing them', async () => {
    await writeFile(join(folder, 'real'), 'old');
    await symlink(join(folder, 'real'), join(folder, 'link'));
    await writeFileAtomically(join(folder, 'link'), 'new');
    expect(await readFile(join(folder, 'real'), 'utf8')).toBe('new');
    expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
    await writeFileAtomically('/dev/null', 'gone');
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  });
});

describe('building a folder', () => {
  const release = (text: string) => async (path: string) => {
    await writeFile(join(path, 'manifest.json'), text);
    return text;
  };

  it('makes parents, returns what build returns, and replaces an older release', async () => {
    const path = join(folder, 'deep', 'release');
    expect(await buildDirectoryAtomically(path, release('1'))).toBe('1');
    await writeFile(join(path, 'left-over'), '');
    await buildDirectoryAtomically(path, release('2'));
    expect(await readdir(path)).toEqual(['manifest.json']);
    expect(await readFile(join(path, 'manifest.json'), 'utf8')).toBe('2');
    expect(await readdir(join(folder, 'deep'))).toEqual(['release']);
  });

  it('leaves nothing behind when the build fails, not even the parents it made', async () => {
    const failing = buildDirectoryAtomically(join(folder, 'deep', 'er', 'release'), async (path) => {
      await release('1')(path);
      throw new YamrError('aborted', 'stop');
    });
    await expect(failing).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(folder)).toEqual([]);
  });

  it("refuses to replace somebody's files, before the work starts", async () => {
    const path = join(folder, 'thesis');
    await mkdir(path);
    await writeFile(join(path, 'chapter-1.txt'), 'words');
    let ran = false;
    const building = buildDirectoryAtomically(path, () => {
      ran = true;
      return Promise.resolve();
    });
    await expect(building).rejects.toMatchObject({ code: 'unwritable' });
    expect(ran).toBe(false);
    expect(await readdir(path)).toEqual(['chapter-1.txt']);
  });

  it('refuses a path that is a file, or lies below one', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(buildDirectoryAtomically(join(folder, 'file'), release('1'))).rejects.toMatchObject({
      code: 'unwritable'
    });
    await expect(buildDirectoryAtomically(join(folder, 'file', 'x'), release('1'))).rejects.toMatchObject({
      code: 'unwritable'
    });
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('can be discarded in the middle, as Ctrl-C does', async () => {
    const building = buildDirectoryAtomically(join(folder, 'release'), async (path) => {
      await release('1')(path);
      discardUnfinishedOutput();
      expect(await readdir(folder)).toEqual([]);
    });
    await expect(building).rejects.toMatchObject({ code: 'unwritable' });
    expect(await readdir(folder)).toEqual([]);
  });
});

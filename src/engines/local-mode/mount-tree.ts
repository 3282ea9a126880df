import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { UserError } from '../../errors.js';
import type { Mount } from './compose-file.js';

/** A folder of the tree that a container sees. */
interface Folder {
  /** What is mounted here. */
  hostPath: string | undefined;
  readonly children: Map<string, Folder>;
}

const OPT_ML = '/opt/ml';

/**
 * Makes `base` what a container sees as /opt/ml, out of links: one for each mount. A folder with another mount inside becomes a folder
 * of links, so that nothing is written into anybody's own. As with docker, a folder that is mounted and missing is made.
 * @throws UserError E_LOCAL_MODE_MOUNT for a mount inside another that the container writes to: what it wrote would be lost
 */
export async function layOutMounts(mounts: readonly Mount[], base: string): Promise<void> {
  await Promise.all(mounts.map(({ hostPath }) => mkdir(hostPath, { recursive: true })));
  const root: Folder = { hostPath: undefined, children: new Map() };
  for (const { hostPath, containerPath } of mounts) folderAt(root, containerPath).hostPath = hostPath;
  await layOutChildren(root, undefined, base, OPT_ML);
}

function folderAt(root: Folder, containerPath: string): Folder {
  let folder = root;
  for (const name of posix.relative(OPT_ML, posix.normalize(containerPath)).split('/').filter(Boolean)) {
    const child = folder.children.get(name) ?? { hostPath: undefined, children: new Map() };
    folder.children.set(name, child);
    folder = child;
  }
  return folder;
}

/** @param natural what would be at `path` by the mounts above it alone */
async function layOut(folder: Folder, natural: string | undefined, path: string, containerPath: string): Promise<void> {
  const hostPath = folder.hostPath ?? natural;
  if (hostPath !== undefined && !holdsOthers(folder, hostPath)) return symlink(hostPath, path);
  await mkdir(path);
  if (hostPath === undefined) return layOutChildren(folder, undefined, path, containerPath);
  if (!`${containerPath}/`.startsWith(`${OPT_ML}/input/`)) {
    throw new UserError(
      'E_LOCAL_MODE_MOUNT',
      `A mount inside ${containerPath}, which is one itself, is not supported.`,
    );
  }
  for (const name of await namesIn(hostPath)) {
    if (!folder.children.has(name)) await symlink(join(hostPath, name), join(path, name));
  }
  await layOutChildren(folder, hostPath, path, containerPath);
}

async function layOutChildren(folder: Folder, hostPath: string | undefined, path: string, containerPath: string) {
  for (const [name, child] of folder.children) {
    const natural = hostPath === undefined ? undefined : join(hostPath, name);
    await layOut(child, natural, join(path, name), `${containerPath}/${name}`);
  }
}

/** Whether anything is mounted inside that is not there anyway, as output/data is in output. */
function holdsOthers({ children }: Folder, hostPath: string): boolean {
  return [...children].some(([name, child]) => {
    const natural = join(hostPath, name);
    return (child.hostPath ?? natural) !== natural || holdsOthers(child, natural);
  });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

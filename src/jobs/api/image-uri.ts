import { nearestName } from '../../algorithms/nearest-name.js';
import { UserError } from '../../errors.js';
import { ACCOUNTS, IMAGES } from './image-table.js';

interface Image {
  readonly algorithm: string;
  readonly version: string;
  readonly repository: string;
  readonly tag: string;
  readonly accounts: keyof typeof ACCOUNTS;
}

/** What the container registry is called outside the usual partition. */
const SUFFIXES: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov'],
];
const USUAL_SUFFIX = 'amazonaws.com';

/** SageMaker's other names of versions. */
const ALIASES: ReadonlyMap<string, string> = new Map([['latest', '1']]);

/**
 * The address of a built-in algorithm's image: `382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1`.
 * @param version default the newest there is; `latest` is what SageMaker calls version 1
 * @throws UserError E_IMAGE_ALGORITHM, E_IMAGE_VERSION, E_IMAGE_REGION
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html
 */
export function imageUri(algorithm: string, region: string, version?: string): string {
  const { repository, tag, accounts } = findImage(algorithm, version);
  const account = accountsOf(accounts).get(region);
  if (account === undefined) {
    const regions = [...accountsOf(accounts).keys()];
    const meant = nearestName(region, regions);
    throw new UserError('E_IMAGE_REGION', `SageMaker has no ${repository} image in region '${region}'.`, {
      hint: meant === undefined ? `There is one in ${regions.join(', ')}.` : `Did you mean ${meant}?`,
    });
  }
  const suffix = SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? USUAL_SUFFIX;
  return `${account}.dkr.ecr.${region}.${suffix}/${repository}:${tag}`;
}

/** The versions there are of an algorithm's image, oldest first. */
export function imageVersions(algorithm: string): string[] {
  return images()
    .filter((image) => image.algorithm === algorithm)
    .map(({ version }) => version);
}

function findImage(algorithm: string, version: string | undefined): Image {
  const versions = images().filter((image) => image.algorithm === algorithm);
  if (versions.length === 0) {
    throw new UserError('E_IMAGE_ALGORITHM', `There is no image of an algorithm '${algorithm}'.`);
  }
  const wanted = version === undefined ? versions.at(-1)?.version : (ALIASES.get(version) ?? version);
  const image = versions.find((candidate) => candidate.version === wanted || candidate.tag === wanted);
  if (image !== undefined) return image;
  const known = versions.map((candidate) => candidate.version).join(', ');
  throw new UserError('E_IMAGE_VERSION', `There is no version '${version}' of the ${algorithm} image.`, {
    hint: `There is ${known}.`,
  });
}

function images(): Image[] {
  return lines(IMAGES).map((words) => {
    const [algorithm, version, repository, tag, accounts] = words as [
      string,
      string,
      string,
      string,
      Image['accounts'],
    ];
    return { algorithm, version, repository, tag, accounts };
  });
}

function accountsOf(group: Image['accounts']): ReadonlyMap<string, string> {
  return new Map(lines(ACCOUNTS[group]) as [string, string][]);
}

function lines(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

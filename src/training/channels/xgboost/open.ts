import { basename } from 'node:path';
import type { Dataset, Warning } from '../../../data/dataset.js';
import { type Issue, UserError } from '../../../errors.js';
import type { ByteSource } from '../../../formats/byte-source.js';
import { DEFAULT_IMAGE_VERSION, type DmlcFormat, formatOf } from '../../../formats/dmlc/content-types.js';
import { delimitedDataset } from '../../../formats/dmlc/delimited.js';
import { delimiterOf, refuseOtherEncodings } from '../../../formats/dmlc/validate-csv.js';
import { libsvmDataset } from '../../../formats/libsvm/libsvm.js';
import { validateLibsvm } from '../../../formats/libsvm/validator.js';
import { parquetDataset } from '../../../formats/parquet/parquet.js';
import { laxRecordDataset } from '../../../formats/recordio/lax.js';
import { recordDataset } from '../../../formats/recordio/recordio.js';
import type { Kernels } from '../../../kernels/kernels.js';
import { announced } from '../announced.js';
import type { Channel } from '../channel.js';
import type { ChannelReading } from '../channel-reading.js';
import { deliveryIssues, prefixWarning, withoutEffect } from '../delivery.js';
import { channelEntries, entriesOfPass, isDelivered } from '../objects/entries.js';
import { isDataFile, listXgboostFiles, listXgboostFolder } from './files.js';
import { folderOf } from './folder.js';
import { labelled } from './labelled.js';
import { openXgboostPipe } from './pipe.js';
import { type ChannelConfig, configIssues, DEFAULT_CONTENT_TYPE } from './rules.js';

/** What the container's check of the channels says. Data that is in memory already has no configuration. */
export function xgboostChannelIssues(channels: Readonly<Record<string, unknown>>): Issue[] {
  return configIssues(
    Object.fromEntries(
      Object.entries(channels).map(([name, channel]) => [name, configOf(channel as Partial<Channel>)]),
    ),
  );
}

/** As SageMaker would write it into `inputdataconfig.json`. */
function configOf(channel: Partial<Channel>): ChannelConfig {
  const { contentType, inputMode = 'File', distribution = 'FullyReplicated', recordWrapper = 'None' } = channel;
  return {
    ...(contentType !== undefined && { ContentType: contentType }),
    TrainingInputMode: inputMode,
    S3DistributionType: distribution,
    RecordWrapperType: recordWrapper,
  };
}

/**
 * Opens a channel as the XGBoost container does: checks its configuration, lists its files, looks at their first lines, and reads them in
 * the format of the train channel.
 * @throws UserError E_CONTENT_TYPE, E_INPUT_MODE, E_CHANNEL_HIDDEN_FILE, E_CHANNEL_EMPTY, E_CSV_DELIMITER, E_CSV_ENCODING, E_LIBSVM_FORMAT
 */
export async function openXgboostChannel(
  channel: Channel,
  kernels: Kernels,
  reading: ChannelReading,
): Promise<Dataset> {
  const issue = xgboostChannelIssues({ train: channel })[0] ?? deliveryIssues(channel)[0];
  if (issue !== undefined) {
    const message = issue.message.replace("for 'train' channel", `for '${channel.name}' channel`);
    const hint = issue.hint === undefined ? {} : { hint: issue.hint };
    throw new UserError(issue.code, message, { where: { file: channel.path }, ...hint });
  }
  const { trainContentType = channel.contentType ?? DEFAULT_CONTENT_TYPE } = reading;
  const format = formatOf(trainContentType);
  const pipe = await openXgboostPipe(channel, format, kernels, reading);
  if (pipe !== undefined) return pipe;
  const listed = await listAll(channel);
  const warnings = [
    ...listed.warnings,
    ...withoutEffect(channel),
    ...otherType(channel, trainContentType),
    ...(await validate(listed.validated, format)),
  ];
  return announced(await openFiles(format, listed.files, { kernels, reading, name: channel.path }), warnings);
}

async function listAll(channel: Channel) {
  const { path, morePaths = [], name } = channel;
  if (isDelivered(channel)) {
    const all = await channelEntries(channel);
    const listed = await listXgboostFolder(folderOf(path, entriesOfPass(all, channel, 0)), name);
    return { ...listed, warnings: [...prefixWarning(channel, all), ...listed.warnings] };
  }
  const lists = await Promise.all([path, ...morePaths].map((root) => listXgboostFiles(root, name)));
  return {
    files: lists.flatMap(({ files }) => files),
    validated: lists.flatMap(({ validated }) => validated),
    warnings: lists.flatMap(({ warnings }) => warnings),
  };
}

async function validate(sources: readonly ByteSource[], format: DmlcFormat): Promise<Warning[]> {
  const warnings: Warning[] = [];
  for (const source of sources) {
    if (format === 'csv') await delimiterOf(source);
    const warning = format === 'libsvm' ? await validateLibsvm(source) : undefined;
    if (warning !== undefined) warnings.push(warning);
  }
  return warnings;
}

interface Opening {
  readonly kernels: Kernels;
  readonly reading: ChannelReading;
  readonly name: string;
}

async function openFiles(
  format: DmlcFormat,
  files: readonly ByteSource[],
  { kernels, reading, name }: Opening,
): Promise<Dataset> {
  const data = files.filter((file) => isDataFile(basename(file.name)));
  switch (format) {
    case 'csv': {
      const [first] = files;
      if (first === undefined)
        throw new UserError('E_CHANNEL_EMPTY', 'list index out of range', {
          where: { file: name },
          hint: NOTHING_LINKED,
        });
      await refuseOtherEncodings(first);
      const delimiter = await delimiterOf(first);
      return delimitedDataset(files, { kernels, name, delimiter, weighted: reading.csvWeights ?? false });
    }
    case 'libsvm':
      return libsvmDataset(files, { kernels, name });
    case 'parquet':
      return parquetDataset(data, { kernels, name, labelSize: 1 });
    case 'recordio-protobuf': {
      const { imageVersion = DEFAULT_IMAGE_VERSION } = reading;
      const options = { kernels, name };
      const rows =
        imageVersion === '1.7-1' ? recordDataset(data, options) : laxRecordDataset(data, { ...options, imageVersion });
      return labelled(rows);
    }
  }
}

const NOTHING_LINKED = 'All files lie more than three folders deep: move them up.';

function otherType(channel: Channel, trainContentType: string): Warning[] {
  const own = channel.contentType ?? DEFAULT_CONTENT_TYPE;
  if (formatOf(own) === formatOf(trainContentType)) return [];
  const message = `The '${channel.name}' channel is ${own}, but XGBoost reads it as the train channel, which is ${trainContentType}.`;
  return [{ code: 'W_CONTENT_TYPE_OF_TRAIN', message, where: { file: channel.path } }];
}

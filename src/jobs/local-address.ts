export { localPath } from '../training/channels/local-address.js';

/** Peers that live in the Python environment `peers`. */
export const inPeers = (...names) => names.map((peer) => ({ peer, environment: 'peers' }));

/** The SageMaker Python SDK, with an environment of its own. */
export const sdk = { peer: 'sagemaker-sdk', environment: 'sdk' };

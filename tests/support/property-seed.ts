/**
 * Property tests draw the same cases on every run of one commit, so that a verdict belongs to the commit and not to luck.
 * `SAGELOCAL_PROPERTY_SEED=random` draws new ones, a number draws those it names; a failure prints the seed it had.
 */
import fc from 'fast-check';

const asked = process.env.SAGELOCAL_PROPERTY_SEED ?? '20261126';
fc.configureGlobal({ seed: asked === 'random' ? Math.trunc(Math.random() * 2 ** 31) : Number(asked) });

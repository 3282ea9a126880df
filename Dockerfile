# One algorithm, as SageMaker's images have one each:
#
#   docker build --build-arg ALGORITHM=kmeans --tag sagelocal-kmeans .
#   docker run --rm --user "$(id -u)" --volume "$PWD/job:/opt/ml" sagelocal-kmeans train
#   docker run --rm --publish 8080:8080 --volume "$PWD/job/model:/opt/ml/model" sagelocal-kmeans serve
#
# Nothing in the repository depends on it.

FROM node:20-bookworm AS build
COPY --from=rust:1-bookworm /usr/local/cargo /usr/local/cargo
COPY --from=rust:1-bookworm /usr/local/rustup /usr/local/rustup
ENV CARGO_HOME=/usr/local/cargo RUSTUP_HOME=/usr/local/rustup PATH=/usr/local/cargo/bin:$PATH
WORKDIR /sagelocal
COPY . .
# Builds the native core and dist/.
RUN npm ci && npm prune --omit=dev --ignore-scripts && rm -rf native/target

FROM node:20-bookworm-slim
WORKDIR /sagelocal
COPY --from=build /sagelocal/package.json /sagelocal/LICENSE ./
COPY --from=build /sagelocal/native ./native
COPY --from=build /sagelocal/node_modules ./node_modules
COPY --from=build /sagelocal/dist ./dist
RUN mkdir -p /opt/ml/model /opt/ml/output && chown -R node /opt/ml

ARG ALGORITHM
ENV SAGELOCAL_ALGORITHM=$ALGORITHM
# Where the tree belongs to another user, as on SageMaker itself to root: docker run --user.
USER node
WORKDIR /opt/ml
EXPOSE 8080
# node is process 1 and hears SIGTERM itself.
ENTRYPOINT ["node", "/sagelocal/dist/cli/main.js"]
CMD ["train"]

"""A whole job and endpoint with boto3, which knows of SageMaker and of nothing else: python journey.py URL. Prints what it saw as JSON."""

import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url = sys.argv[1]
settings = dict(
    endpoint_url=url,
    region_name="us-east-1",
    aws_access_key_id="x",
    aws_secret_access_key="x",
    config=Config(retries={"max_attempts": 0}),
)
sagemaker = boto3.client("sagemaker", **settings)
runtime = boto3.client("sagemaker-runtime", **settings)
ROLE = "arn:aws:iam::000000000000:role/local"
IMAGE = "382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1"


def training_job(name, **hyperparameters):
    return dict(
        TrainingJobName=name,
        AlgorithmSpecification=dict(TrainingImage=IMAGE, TrainingInputMode="File"),
        RoleArn=ROLE,
        HyperParameters=hyperparameters,
        InputDataConfig=[
            dict(
                ChannelName="train",
                ContentType="text/csv;label_size=0",
                DataSource=dict(S3DataSource=dict(S3DataType="S3Prefix", S3Uri="s3://bucket/train/")),
            )
        ],
        OutputDataConfig=dict(S3OutputPath="s3://bucket/models"),
        ResourceConfig=dict(InstanceType="ml.m5.large", InstanceCount=1, VolumeSizeInGB=10),
        StoppingCondition=dict(MaxRuntimeInSeconds=3600),
    )


def wait(waiter, **arguments):
    sagemaker.get_waiter(waiter).wait(WaiterConfig=dict(Delay=0.2, MaxAttempts=150), **arguments)


def error(call, **arguments):
    try:
        call(**arguments)
    except ClientError as failure:
        details = {key: value for key, value in failure.response.items() if key.startswith("Original")}
        return dict(type=type(failure).__name__, **failure.response["Error"], **details)
    return None


def settled(name):
    while (job := sagemaker.describe_training_job(TrainingJobName=name))["TrainingJobStatus"] in ("InProgress", "Stopping"):
        time.sleep(0.1)
    return job


seen = {}
good = training_job("digits-1", k="2", feature_dim="2")
sagemaker.create_training_job(**good)
wait("training_job_completed_or_stopped", TrainingJobName="digits-1")
job = sagemaker.describe_training_job(TrainingJobName="digits-1")
seen["job"] = json.loads(json.dumps(job, default=str))
seen["duplicate"] = error(sagemaker.create_training_job, **good)
seen["invalid"] = error(sagemaker.create_training_job, **training_job("not_a_name", k="2", feature_dim="2"))
seen["missing"] = error(sagemaker.describe_training_job, TrainingJobName="nothing")
seen["ended"] = error(sagemaker.stop_training_job, TrainingJobName="digits-1")

sagemaker.create_training_job(**training_job("digits-2", k="two", feature_dim="2"))
seen["failed"] = settled("digits-2")["FailureReason"]
pages = sagemaker.get_paginator("list_training_jobs").paginate(
    NameContains="digits", SortBy="Name", PaginationConfig=dict(PageSize=1)
)
seen["listed"] = [[s["TrainingJobName"] for s in page["TrainingJobSummaries"]] for page in pages]

data = job["ModelArtifacts"]["S3ModelArtifacts"]
container = dict(Image=IMAGE, ModelDataUrl=data)
sagemaker.create_model(ModelName="digits", PrimaryContainer=container, ExecutionRoleArn=ROLE)
variant = dict(VariantName="all", ModelName="digits", InstanceType="ml.m5.large", InitialInstanceCount=1)
sagemaker.create_endpoint_config(EndpointConfigName="digits", ProductionVariants=[variant])
sagemaker.create_endpoint(EndpointName="digits", EndpointConfigName="digits")
wait("endpoint_in_service", EndpointName="digits")
answer = runtime.invoke_endpoint(EndpointName="digits", Body="0,0\n9,9\n", ContentType="text/csv", Accept="text/csv")
seen["answer"] = answer["Body"].read().decode()
seen["refused"] = error(runtime.invoke_endpoint, EndpointName="digits", Body="0,x", ContentType="text/csv")
seen["nowhere"] = error(runtime.invoke_endpoint, EndpointName="nowhere", Body="0,0", ContentType="text/csv")

sagemaker.create_transform_job(
    TransformJobName="digits",
    ModelName="digits",
    TransformInput=dict(
        DataSource=dict(S3DataSource=dict(S3DataType="S3Prefix", S3Uri="s3://bucket/train/")),
        ContentType="text/csv",
        SplitType="Line",
    ),
    TransformOutput=dict(S3OutputPath="s3://bucket/answers", Accept="text/csv", AssembleWith="Line"),
    TransformResources=dict(InstanceType="ml.m5.large", InstanceCount=1),
)
wait("transform_job_completed_or_stopped", TransformJobName="digits")
seen["transform"] = sagemaker.describe_transform_job(TransformJobName="digits")["TransformJobStatus"]

sagemaker.delete_endpoint(EndpointName="digits")
sagemaker.delete_endpoint_config(EndpointConfigName="digits")
sagemaker.delete_model(ModelName="digits")
seen["deleted"] = error(sagemaker.describe_endpoint, EndpointName="digits")
seen["unknown"] = error(sagemaker.list_domains)
print(json.dumps(seen))

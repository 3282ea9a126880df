"""Importing this keeps the SageMaker SDK from the network: no account, no telemetry, and an error where anything but this machine is reached. Nor does it doze."""

import os
import sys
import time

os.environ.update(
    AWS_DEFAULT_REGION="us-east-1",
    AWS_ACCESS_KEY_ID="none",
    AWS_SECRET_ACCESS_KEY="none",
    SAGEMAKER_SUPPRESS_V2_WARNING="1",
)

settings = {"SchemaVersion": "1.0", "SageMaker": {"PythonSDK": {"Modules": {"TelemetryOptOut": True}}}}

# Names of machines that somebody wanted to reach.
refused = []


def refuse_the_network(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in ("localhost", "127.0.0.1", "::1"):
        refused.append(str(host))
        raise OSError(f"there is no network: {host}")


sys.addaudithook(refuse_the_network)

# The SDK looks every five to thirty seconds whether something has come to its end.
sleep = time.sleep
time.sleep = lambda seconds: sleep(min(seconds, 0.1))


def end_at_once(*error):
    """The SDK's threads, which wait for endpoints, would keep a program that has failed from its end."""
    sys.__excepthook__(*error)
    sys.stderr.flush()
    os._exit(1)


sys.excepthook = end_at_once

from jsonschema import Draft202012Validator  # noqa: E402

# At every look into its settings the SDK checks the schema of these settings, too, which takes seconds each time.
Draft202012Validator.check_schema = classmethod(lambda cls, schema, *arguments, **options: None)

import sagemaker.local.entities  # noqa: E402

# It counts its looks at an endpoint as five seconds each, and gives up after two minutes of them: as many of the shorter ones.
sagemaker.local.entities.HEALTH_CHECK_TIMEOUT_LIMIT *= 50

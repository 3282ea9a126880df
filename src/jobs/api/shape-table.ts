/** Made by scripts/sagemaker-shapes.py from botocore 1.44.8; change it there. */
export const SHAPES = String.raw`
AcceleratorPartitionLayout structure AcceleratorPartitionTypes:AcceleratorPartitionTypeList
AcceleratorPartitionType string 0..32 mig-[0-9]+g\.[0-9]+gb([+-][a-z0-9.]+)*
AcceleratorPartitionTypeList list 0..32 AcceleratorPartitionType
Accept string 0..256 .*
AcceptEula boolean
AdditionalModelChannelName string 1..64 [A-Za-z0-9\.\-_]+
AdditionalModelDataSource structure ChannelName!:AdditionalModelChannelName S3DataSource!:S3ModelDataSource
AdditionalModelDataSources list 0..5 AdditionalModelDataSource
Alarm structure AlarmName:AlarmName
AlarmList list 1..10 Alarm
AlarmName string 1..255 (?!\s*$).+
AlgorithmImage string 0..255 .*
AlgorithmSpecification structure TrainingImage:AlgorithmImage AlgorithmName:ArnOrName TrainingInputMode!:TrainingInputMode MetricDefinitions:MetricDefinitionList EnableSageMakerMetricsTimeSeries:Boolean ContainerEntrypoint:TrainingContainerEntrypoint ContainerArguments:TrainingContainerArguments TrainingImageConfig:TrainingImageConfig
ArnOrName string 1..170 (arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)
AssemblyType enum None Line
AsyncInferenceClientConfig structure MaxConcurrentInvocationsPerInstance:MaxConcurrentInvocationsPerInstance
AsyncInferenceConfig structure ClientConfig:AsyncInferenceClientConfig OutputConfig!:AsyncInferenceOutputConfig
AsyncInferenceNotificationConfig structure SuccessTopic:SnsTopicArn ErrorTopic:SnsTopicArn IncludeInferenceResponseIn:AsyncNotificationTopicTypeList
AsyncInferenceOutputConfig structure KmsKeyId:KmsKeyId S3OutputPath:DestinationS3Uri NotificationConfig:AsyncInferenceNotificationConfig S3FailurePath:DestinationS3Uri
AsyncNotificationTopicTypeList list 0..2 AsyncNotificationTopicTypes
AsyncNotificationTopicTypes enum SUCCESS_NOTIFICATION_TOPIC ERROR_NOTIFICATION_TOPIC
AttributeName string 1..256 .+
AttributeNames list 0..16 AttributeName
AutoRollbackConfig structure Alarms:AlarmList
BatchDataCaptureConfig structure DestinationS3Uri!:S3Uri KmsKeyId:KmsKeyId GenerateInferenceId:Boolean
BatchStrategy enum MultiRecord SingleRecord
BlueGreenUpdatePolicy structure TrafficRoutingConfiguration!:TrafficRoutingConfig TerminationWaitInSeconds:TerminationWaitInSeconds MaximumExecutionTimeoutInSeconds:MaximumExecutionTimeoutInSeconds
Boolean boolean
CapacityReservationPreference enum capacity-reservations-only
CapacitySize structure Type!:CapacitySizeType Value!:CapacitySizeValue
CapacitySizeType enum INSTANCE_COUNT CAPACITY_PERCENT
CapacitySizeValue integer 1..
CaptureContentTypeHeader structure CsvContentTypes:CsvContentTypes JsonContentTypes:JsonContentTypes
CaptureMode enum Input Output InputAndOutput
CaptureOption structure CaptureMode!:CaptureMode
CaptureOptionList list 1..32 CaptureOption
Channel structure ChannelName!:ChannelName DataSource!:DataSource ContentType:ContentType CompressionType:CompressionType RecordWrapperType:RecordWrapper InputMode:TrainingInputMode ShuffleConfig:ShuffleConfig
ChannelName string 1..64 [A-Za-z0-9\.\-_]+
CheckpointConfig structure S3Uri!:S3Uri LocalPath:DirectoryPath
ClarifyContentTemplate string 1..64 .*
ClarifyEnableExplanations string 1..64 .*
ClarifyExplainerConfig structure EnableExplanations:ClarifyEnableExplanations InferenceConfig:ClarifyInferenceConfig ShapConfig!:ClarifyShapConfig
ClarifyFeatureHeaders list 1..256 ClarifyHeader
ClarifyFeatureType enum numerical categorical text
ClarifyFeatureTypes list 1..256 ClarifyFeatureType
ClarifyFeaturesAttribute string 1..64 .*
ClarifyHeader string 1..64 .*
ClarifyInferenceConfig structure FeaturesAttribute:ClarifyFeaturesAttribute ContentTemplate:ClarifyContentTemplate MaxRecordCount:ClarifyMaxRecordCount MaxPayloadInMB:ClarifyMaxPayloadInMB ProbabilityIndex:ClarifyProbabilityIndex LabelIndex:ClarifyLabelIndex ProbabilityAttribute:ClarifyProbabilityAttribute LabelAttribute:ClarifyLabelAttribute LabelHeaders:ClarifyLabelHeaders FeatureHeaders:ClarifyFeatureHeaders FeatureTypes:ClarifyFeatureTypes
ClarifyLabelAttribute string 1..64 .*
ClarifyLabelHeaders list 1..16 ClarifyHeader
ClarifyLabelIndex integer 0..
ClarifyMaxPayloadInMB integer 1..25
ClarifyMaxRecordCount integer 1..
ClarifyMimeType string 0..255 [a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9+.])*
ClarifyProbabilityAttribute string 1..64 .*
ClarifyProbabilityIndex integer 0..
ClarifyShapBaseline string 1..4096 [\s\S]+
ClarifyShapBaselineConfig structure MimeType:ClarifyMimeType ShapBaseline:ClarifyShapBaseline ShapBaselineUri:Url
ClarifyShapConfig structure ShapBaselineConfig!:ClarifyShapBaselineConfig NumberOfSamples:ClarifyShapNumberOfSamples UseLogit:ClarifyShapUseLogit Seed:ClarifyShapSeed TextConfig:ClarifyTextConfig
ClarifyShapNumberOfSamples integer 1..
ClarifyShapSeed integer ..
ClarifyShapUseLogit boolean
ClarifyTextConfig structure Language!:ClarifyTextLanguage Granularity!:ClarifyTextGranularity
ClarifyTextGranularity enum token sentence paragraph
ClarifyTextLanguage enum af sq ar hy eu bn bg ca zh hr cs da nl en et fi fr de el gu he hi hu is id ga it kn ky lv lt lb mk ml mr ne nb fa pl pt ro ru sa sr tn si sk sl es sv tl ta tt te tr uk ur yo lij xx
CollectionConfiguration structure CollectionName:CollectionName CollectionParameters:CollectionParameters
CollectionConfigurations list 0..20 CollectionConfiguration
CollectionName string 1..256 .*
CollectionParameters map 0..20 ConfigKey ConfigValue
CompressionType enum None Gzip
ConfigKey string 1..256 .*
ConfigValue string 0..256 .*
ContainerDefinition structure ContainerHostname:ContainerHostname Image:ContainerImage ImageConfig:ImageConfig Mode:ContainerMode ModelDataUrl:Url ModelDataSource:ModelDataSource AdditionalModelDataSources:AdditionalModelDataSources Environment:EnvironmentMap ModelPackageName:VersionedArnOrName InferenceSpecificationName:InferenceSpecificationName MultiModelConfig:MultiModelConfig ContainerMetricsConfig:ContainerMetricsConfig
ContainerDefinitionList list 0..15 ContainerDefinition
ContainerHostname string 0..63 [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}
ContainerImage string 0..255 [\S]+
ContainerMetricsConfig structure MetricsEndpoints:MetricsEndpointList
ContainerMode enum SingleModel MultiModel
ContentType string 0..256 .*
CreateEndpointConfigInput structure EndpointConfigName!:EndpointConfigName ProductionVariants!:ProductionVariantList DataCaptureConfig:DataCaptureConfig Tags:TagList KmsKeyId:KmsKeyId AsyncInferenceConfig:AsyncInferenceConfig ExplainerConfig:ExplainerConfig ShadowProductionVariants:ProductionVariantList ExecutionRoleArn:RoleArn VpcConfig:VpcConfig EnableNetworkIsolation:Boolean MetricsConfig:MetricsConfig CrossRegionTrafficConfig:CrossRegionTrafficConfig
CreateEndpointInput structure EndpointName!:EndpointName EndpointConfigName!:EndpointConfigName DeploymentConfig:DeploymentConfig Tags:TagList
CreateModelInput structure ModelName!:ModelName PrimaryContainer:ContainerDefinition Containers:ContainerDefinitionList InferenceExecutionConfig:InferenceExecutionConfig ExecutionRoleArn:RoleArn Tags:TagList VpcConfig:VpcConfig EnableNetworkIsolation:Boolean
CreateTrainingJobRequest structure TrainingJobName!:TrainingJobName HyperParameters:HyperParameters AlgorithmSpecification:AlgorithmSpecification RoleArn!:RoleArn InputDataConfig:InputDataConfig OutputDataConfig!:OutputDataConfig ResourceConfig:ResourceConfig VpcConfig:VpcConfig StoppingCondition:StoppingCondition Tags:TagList EnableNetworkIsolation:Boolean EnableInterContainerTrafficEncryption:Boolean EnableManagedSpotTraining:Boolean CheckpointConfig:CheckpointConfig DebugHookConfig:DebugHookConfig DebugRuleConfigurations:DebugRuleConfigurations TensorBoardOutputConfig:TensorBoardOutputConfig ExperimentConfig:ExperimentConfig ProfilerConfig:ProfilerConfig ProfilerRuleConfigurations:ProfilerRuleConfigurations Environment:TrainingEnvironmentMap RetryStrategy:RetryStrategy RemoteDebugConfig:RemoteDebugConfig InfraCheckConfig:InfraCheckConfig SessionChainingConfig:SessionChainingConfig ServerlessJobConfig:ServerlessJobConfig MlflowConfig:MlflowConfig ModelPackageConfig:ModelPackageConfig
CreateTransformJobRequest structure TransformJobName!:TransformJobName ModelName!:ModelName MaxConcurrentTransforms:MaxConcurrentTransforms ModelClientConfig:ModelClientConfig MaxPayloadInMB:MaxPayloadInMB BatchStrategy:BatchStrategy Environment:TransformEnvironmentMap TransformInput!:TransformInput TransformOutput!:TransformOutput DataCaptureConfig:BatchDataCaptureConfig TransformResources!:TransformResources DataProcessing:DataProcessing Tags:TagList ExperimentConfig:ExperimentConfig
CrossRegionMaxInvocationsPerSecondPerInstance integer 1..10000
CrossRegionPercentPerEndpoint integer 1..100
CrossRegionTrafficConfig structure MaxInvocationsPerSecondPerInstance!:CrossRegionMaxInvocationsPerSecondPerInstance MaxCrossRegionPercentPerEndpoint!:CrossRegionPercentPerEndpoint
CsvContentType string 1..256 [a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*
CsvContentTypes list 1..10 CsvContentType
CustomizationTechnique enum SFT DPO RLVR RLAIF
DataCaptureConfig structure EnableCapture:EnableCapture InitialSamplingPercentage!:SamplingPercentage DestinationS3Uri!:DestinationS3Uri KmsKeyId:KmsKeyId CaptureOptions!:CaptureOptionList CaptureContentTypeHeader:CaptureContentTypeHeader
DataProcessing structure InputFilter:JsonPath OutputFilter:JsonPath JoinSource:JoinSource
DataSource structure S3DataSource:S3DataSource FileSystemDataSource:FileSystemDataSource DatasetSource:DatasetSource
DatasetSource structure DatasetArn!:HubDataSetArn
DebugHookConfig structure LocalPath:DirectoryPath S3OutputPath!:S3Uri HookParameters:HookParameters CollectionConfigurations:CollectionConfigurations
DebugRuleConfiguration structure RuleConfigurationName!:RuleConfigurationName LocalPath:DirectoryPath S3OutputPath:S3Uri RuleEvaluatorImage!:AlgorithmImage InstanceType:ProcessingInstanceType VolumeSizeInGB:OptionalVolumeSizeInGB RuleParameters:RuleParameters
DebugRuleConfigurations list 0..20 DebugRuleConfiguration
DeleteEndpointConfigInput structure EndpointConfigName!:EndpointConfigName
DeleteEndpointInput structure EndpointName!:EndpointName
DeleteModelInput structure ModelName!:ModelName
DeploymentConfig structure BlueGreenUpdatePolicy:BlueGreenUpdatePolicy RollingUpdatePolicy:RollingUpdatePolicy AutoRollbackConfiguration:AutoRollbackConfig
DescribeEndpointConfigInput structure EndpointConfigName!:EndpointConfigName
DescribeEndpointInput structure EndpointName!:EndpointName
DescribeModelInput structure ModelName!:ModelName
DescribeTrainingJobRequest structure TrainingJobName!:TrainingJobName
DescribeTransformJobRequest structure TransformJobName!:TransformJobName
DestinationS3Uri string 0..512 (https|s3)://([^/])/?(.*)
DirectoryPath string 0..4096 .*
DisableProfiler boolean
EnableCapture boolean
EnableDetailedObservability boolean
EnableEnhancedMetrics boolean
EnableInfraCheck boolean
EnableRemoteDebug boolean
EnableSessionTagChaining boolean
EndpointConfigName string 0..63 [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}
EndpointConfigNameContains string 0..63 [a-zA-Z0-9-]+
EndpointConfigSortKey enum Name CreationTime
EndpointName string 0..63 [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}
EndpointNameContains string 0..63 [a-zA-Z0-9-]+
EndpointSortKey enum Name CreationTime Status
EndpointStatus enum OutOfService Creating Updating SystemUpdating RollingBack InService Deleting Failed UpdateRollbackFailed
EnvironmentKey string 0..1024 [a-zA-Z_][a-zA-Z0-9_]*
EnvironmentMap map 0..100 EnvironmentKey EnvironmentValue
EnvironmentValue string 0..1024 [\S\s]*
EvaluationType enum LLMAJEvaluation CustomScorerEvaluation BenchmarkEvaluation
EvaluatorArn string .. .*
ExperimentConfig structure ExperimentName:ExperimentEntityName TrialName:ExperimentEntityName TrialComponentDisplayName:ExperimentEntityName RunName:ExperimentEntityName
ExperimentEntityName string 1..120 [a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}
ExplainerConfig structure ClarifyExplainerConfig:ClarifyExplainerConfig
FileSystemAccessMode enum rw ro
FileSystemDataSource structure FileSystemId!:FileSystemId FileSystemAccessMode!:FileSystemAccessMode FileSystemType!:FileSystemType DirectoryPath!:DirectoryPath
FileSystemId string 11..21 (fs-[0-9a-f]{8,})
FileSystemType enum EFS FSxLustre
HookParameters map 0..20 ConfigKey ConfigValue
HubAccessConfig structure HubContentArn!:HubContentArn
HubContentArn string 0..255 .*
HubDataSetArn string 0..2048 (arn:[a-z0-9-\.]{1,63}:sagemaker:\w+(?:-\w+)+:(\d{12}|aws):hub-content\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}\/DataSet\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\/\d{1,4}.\d{1,4}.\d{1,4})?
HyperParameterKey string 0..256 .*
HyperParameterValue string 0..2500 .*
HyperParameters map 0..100 HyperParameterKey HyperParameterValue
ImageConfig structure RepositoryAccessMode!:RepositoryAccessMode RepositoryAuthConfig:RepositoryAuthConfig
InferenceExecutionConfig structure Mode!:InferenceExecutionMode
InferenceExecutionMode enum Serial Direct
InferenceHubAccessConfig structure HubContentArn!:HubContentArn
InferenceSpecificationName string 1..63 [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}
InfraCheckConfig structure EnableInfraCheck:EnableInfraCheck
InitialTaskCount integer 1..
InputDataConfig list 1..20 Channel
InstanceGroup structure InstanceType!:TrainingInstanceType InstanceCount!:TrainingInstanceCount InstanceGroupName!:InstanceGroupName
InstanceGroupName string 1..64 .+
InstanceGroupNames list 0..5 InstanceGroupName
InstanceGroups list 0..5 InstanceGroup
InstancePlacementConfig structure EnableMultipleJobs:Boolean PlacementSpecifications:PlacementSpecifications
InstancePool structure InstanceType!:ProductionVariantInstanceType ModelNameOverride:ModelName Priority!:InstancePoolPriority
InstancePoolList list 1..5 InstancePool
InstancePoolPriority integer 1..5
InstancePreference structure InstanceType!:TrainingInstanceType InstanceCount:TrainingInstanceCount TrainingPlanArns:TrainingPlanArnList
InstancePreferenceList list 1..5 InstancePreference
InvocationsMaxRetries integer 0..3
InvocationsTimeoutInSeconds integer 1..3600
JoinSource enum Input None
JsonContentType string 1..256 [a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*
JsonContentTypes list 1..10 JsonContentType
JsonPath string 0..63
KeepAlivePeriodInSeconds integer 0..21600
KmsKeyId string 0..2048 [a-zA-Z0-9:/_-]*
ListEndpointConfigsInput structure SortBy:EndpointConfigSortKey SortOrder:OrderKey NextToken:PaginationToken MaxResults:MaxResults NameContains:EndpointConfigNameContains CreationTimeBefore:Timestamp CreationTimeAfter:Timestamp
ListEndpointsInput structure SortBy:EndpointSortKey SortOrder:OrderKey NextToken:PaginationToken MaxResults:MaxResults NameContains:EndpointNameContains CreationTimeBefore:Timestamp CreationTimeAfter:Timestamp LastModifiedTimeBefore:Timestamp LastModifiedTimeAfter:Timestamp StatusEquals:EndpointStatus
ListModelsInput structure SortBy:ModelSortKey SortOrder:OrderKey NextToken:PaginationToken MaxResults:MaxResults NameContains:ModelNameContains CreationTimeBefore:Timestamp CreationTimeAfter:Timestamp
ListTrainingJobsRequest structure NextToken:NextToken MaxResults:MaxResults CreationTimeAfter:Timestamp CreationTimeBefore:Timestamp LastModifiedTimeAfter:Timestamp LastModifiedTimeBefore:Timestamp NameContains:NameContains StatusEquals:TrainingJobStatus SortBy:SortBy SortOrder:SortOrder WarmPoolStatusEquals:WarmPoolResourceStatus TrainingPlanArnEquals:TrainingPlanArn
ListTransformJobsRequest structure CreationTimeAfter:Timestamp CreationTimeBefore:Timestamp LastModifiedTimeAfter:Timestamp LastModifiedTimeBefore:Timestamp NameContains:NameContains StatusEquals:TransformJobStatus SortBy:SortBy SortOrder:SortOrder NextToken:NextToken MaxResults:MaxResults
ManagedInstanceScalingCooldownInMinutes integer 5..1440
ManagedInstanceScalingMaxInstanceCount integer 1..
ManagedInstanceScalingMaximumStepSize integer 1..100
ManagedInstanceScalingMinInstanceCount integer 0..
ManagedInstanceScalingScaleInStrategy enum IDLE_RELEASE CONSOLIDATION
ManagedInstanceScalingStatus enum ENABLED DISABLED
MaxConcurrentInvocationsPerInstance integer 1..1000
MaxConcurrentTransforms integer 0..
MaxPayloadInMB integer 0..
MaxPendingTimeInSeconds integer 1800..2419200
MaxResults integer 1..100
MaxRuntimeInSeconds integer 1..
MaxWaitTimeInSeconds integer 1..
MaximumExecutionTimeoutInSeconds integer 600..28800
MaximumRetryAttempts integer 1..30
MetricDefinition structure Name!:MetricName Regex!:MetricRegex
MetricDefinitionList list 0..40 MetricDefinition
MetricName string 1..255 .+
MetricPublishFrequencyInSeconds integer ..
MetricRegex string 1..500 .+
MetricsConfig structure EnableEnhancedMetrics:EnableEnhancedMetrics EnableDetailedObservability:EnableDetailedObservability MetricPublishFrequencyInSeconds:MetricPublishFrequencyInSeconds
MetricsEndpoint structure MetricsEndpointPath!:MetricsEndpointPath MetricPublishFrequencyInSeconds:MetricPublishFrequencyInSeconds
MetricsEndpointList list 0..1 MetricsEndpoint
MetricsEndpointPath string 0..256 /(?!.*\.\.)[a-zA-Z0-9/_.\-]+
MlFlowResourceArn string 0..2048 arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:mlflow-[a-zA-Z-]*/.*
MlReservationArn string 20..258 arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z0-9\-]{1,14}/.*
MlflowConfig structure MlflowResourceArn!:MlFlowResourceArn MlflowExperimentName:MlflowExperimentName MlflowRunName:MlflowRunName
MlflowExperimentName string 1..256 .*
MlflowRunName string 1..256 .*
ModelAccessConfig structure AcceptEula!:AcceptEula
ModelCacheSetting enum Enabled Disabled
ModelClientConfig structure InvocationsTimeoutInSeconds:InvocationsTimeoutInSeconds InvocationsMaxRetries:InvocationsMaxRetries
ModelCompressionType enum None Gzip
ModelDataSource structure S3DataSource:S3ModelDataSource
ModelName string 0..63 [a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?
ModelNameContains string 0..63 [a-zA-Z0-9-]+
ModelPackageArn string 1..2048 arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]{9,16}:[0-9]{12}:model-package/[\S]{1,2048}
ModelPackageConfig structure ModelPackageGroupArn!:ModelPackageGroupArn SourceModelPackageArn:ModelPackageArn
ModelPackageGroupArn string 1..2048 arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]{9,16}:[0-9]{12}:model-package-group/[\S]{1,2048}
ModelSortKey enum Name CreationTime
MultiModelConfig structure ModelCacheSetting:ModelCacheSetting
NameContains string 0..63 [a-zA-Z0-9\-]+
NextToken string 0..8192 .*
OptionalVolumeSizeInGB integer 0..
OrderKey enum Ascending Descending
OutputCompressionType enum GZIP NONE
OutputDataConfig structure KmsKeyId:KmsKeyId S3OutputPath!:S3Uri CompressionType:OutputCompressionType
PaginationToken string 0..8192 .*
Peft enum LORA
PlacementSpecification structure UltraServerId:String256 InstanceCount!:TrainingInstanceCount
PlacementSpecifications list 0..10 PlacementSpecification
PrefixAwareRoutingConcurrencyThreshold integer 1..1024
PrefixAwareRoutingConfig structure PrefixLength:PrefixAwareRoutingPrefixLength ConcurrencyThreshold:PrefixAwareRoutingConcurrencyThreshold
PrefixAwareRoutingPrefixLength integer 1024..65536
ProcessingInstanceType string ..
ProductionVariant structure VariantName!:VariantName ModelName:ModelName InitialInstanceCount:InitialTaskCount InstanceType:ProductionVariantInstanceType InstancePools:InstancePoolList VariantInstanceProvisionTimeoutInSeconds:VariantInstanceProvisionTimeoutInSeconds InitialVariantWeight:VariantWeight AcceleratorType:ProductionVariantAcceleratorType CoreDumpConfig:ProductionVariantCoreDumpConfig ServerlessConfig:ProductionVariantServerlessConfig VolumeSizeInGB:ProductionVariantVolumeSizeInGB ModelDataDownloadTimeoutInSeconds:ProductionVariantModelDataDownloadTimeoutInSeconds ContainerStartupHealthCheckTimeoutInSeconds:ProductionVariantContainerStartupHealthCheckTimeoutInSeconds EnableSSMAccess:ProductionVariantSSMAccess ManagedInstanceScaling:ProductionVariantManagedInstanceScaling RoutingConfig:ProductionVariantRoutingConfig InferenceAmiVersion:ProductionVariantInferenceAmiVersion CapacityReservationConfig:ProductionVariantCapacityReservationConfig AcceleratorPartitionLayouts:ProductionVariantAcceleratorPartitionLayoutsList
ProductionVariantAcceleratorPartitionLayoutsList list 1..32 AcceleratorPartitionLayout
ProductionVariantAcceleratorType enum ml.eia1.medium ml.eia1.large ml.eia1.xlarge ml.eia2.medium ml.eia2.large ml.eia2.xlarge
ProductionVariantCapacityReservationConfig structure CapacityReservationPreference:CapacityReservationPreference MlReservationArn:MlReservationArn
ProductionVariantContainerStartupHealthCheckTimeoutInSeconds integer 60..3600
ProductionVariantCoreDumpConfig structure DestinationS3Uri!:DestinationS3Uri KmsKeyId:KmsKeyId
ProductionVariantInferenceAmiVersion enum al2-ami-sagemaker-inference-gpu-2 al2-ami-sagemaker-inference-gpu-2-1 al2-ami-sagemaker-inference-gpu-3-1 al2-ami-sagemaker-inference-neuron-2 al2023-ami-sagemaker-inference-gpu-4-1
ProductionVariantInstanceType string ..
ProductionVariantList list 1..10 ProductionVariant
ProductionVariantManagedInstanceScaling structure Status:ManagedInstanceScalingStatus MinInstanceCount:ManagedInstanceScalingMinInstanceCount MaxInstanceCount:ManagedInstanceScalingMaxInstanceCount ScaleInPolicy:ProductionVariantManagedInstanceScalingScaleInPolicy
ProductionVariantManagedInstanceScalingScaleInPolicy structure Strategy!:ManagedInstanceScalingScaleInStrategy MaximumStepSize:ManagedInstanceScalingMaximumStepSize CooldownInMinutes:ManagedInstanceScalingCooldownInMinutes
ProductionVariantModelDataDownloadTimeoutInSeconds integer 60..3600
ProductionVariantRoutingConfig structure RoutingStrategy!:RoutingStrategy PrefixAwareRoutingConfig:PrefixAwareRoutingConfig
ProductionVariantSSMAccess boolean
ProductionVariantServerlessConfig structure MemorySizeInMB!:ServerlessMemorySizeInMB MaxConcurrency!:ServerlessMaxConcurrency ProvisionedConcurrency:ServerlessProvisionedConcurrency
ProductionVariantVolumeSizeInGB integer 1..512
ProfilerConfig structure S3OutputPath:S3Uri ProfilingIntervalInMilliseconds:ProfilingIntervalInMilliseconds ProfilingParameters:ProfilingParameters DisableProfiler:DisableProfiler
ProfilerRuleConfiguration structure RuleConfigurationName!:RuleConfigurationName LocalPath:DirectoryPath S3OutputPath:S3Uri RuleEvaluatorImage!:AlgorithmImage InstanceType:ProcessingInstanceType VolumeSizeInGB:OptionalVolumeSizeInGB RuleParameters:RuleParameters
ProfilerRuleConfigurations list 0..20 ProfilerRuleConfiguration
ProfilingIntervalInMilliseconds long ..
ProfilingParameters map 0..20 ConfigKey ConfigValue
RecordWrapper enum None RecordIO
RemoteDebugConfig structure EnableRemoteDebug:EnableRemoteDebug
RepositoryAccessMode enum Platform Vpc
RepositoryAuthConfig structure RepositoryCredentialsProviderArn!:RepositoryCredentialsProviderArn
RepositoryCredentialsProviderArn string 1..2048 .*
ResourceConfig structure InstanceType:TrainingInstanceType InstanceCount:TrainingInstanceCount VolumeSizeInGB:OptionalVolumeSizeInGB VolumeKmsKeyId:KmsKeyId KeepAlivePeriodInSeconds:KeepAlivePeriodInSeconds InstanceGroups:InstanceGroups TrainingPlanArn:TrainingPlanArn InstancePlacementConfig:InstancePlacementConfig InstancePreferences:InstancePreferenceList SelectedInstanceType:TrainingInstanceType SelectedInstanceCount:TrainingInstanceCount
RetryStrategy structure MaximumRetryAttempts!:MaximumRetryAttempts
RoleArn string 20..2048 arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+
RollingUpdatePolicy structure MaximumBatchSize!:CapacitySize WaitIntervalInSeconds!:WaitIntervalInSeconds MaximumExecutionTimeoutInSeconds:MaximumExecutionTimeoutInSeconds RollbackMaximumBatchSize:CapacitySize
RoutingStrategy enum LEAST_OUTSTANDING_REQUESTS RANDOM PREFIX_AWARE KV_AWARE
RuleConfigurationName string 1..256 .*
RuleParameters map 0..100 ConfigKey ConfigValue
S3DataDistribution enum FullyReplicated ShardedByS3Key
S3DataSource structure S3DataType!:S3DataType S3Uri!:S3Uri S3DataDistributionType:S3DataDistribution AttributeNames:AttributeNames InstanceGroupNames:InstanceGroupNames ModelAccessConfig:ModelAccessConfig HubAccessConfig:HubAccessConfig
S3DataType enum ManifestFile S3Prefix AugmentedManifestFile Converse
S3ModelDataSource structure S3Uri!:S3ModelUri S3DataType!:S3ModelDataType CompressionType!:ModelCompressionType ModelAccessConfig:ModelAccessConfig HubAccessConfig:InferenceHubAccessConfig ManifestS3Uri:S3ModelUri ETag:String ManifestEtag:String
S3ModelDataType enum S3Prefix S3Object
S3ModelUri string 0..1024 (https|s3)://([^/]+)/?(.*)
S3Uri string 0..1024 (https|s3)://([^/]+)/?(.*)
SamplingPercentage integer 0..100
SecurityGroupId string 0..32 [-0-9a-zA-Z]+
Seed long ..
SequenceLength string 1..50 \d+K
ServerlessJobBaseModelArn string 1..2048 (arn:[a-z0-9-\.]{1,63}:sagemaker:\w+(?:-\w+)+:(\d{12}|aws):hub-content\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}\/Model\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\/\d{1,4}.\d{1,4}.\d{1,4})?
ServerlessJobConfig structure BaseModelArn!:ServerlessJobBaseModelArn AcceptEula:AcceptEula JobType!:ServerlessJobType CustomizationTechnique:CustomizationTechnique Peft:Peft EvaluationType:EvaluationType EvaluatorArn:EvaluatorArn SequenceLength:SequenceLength
ServerlessJobType enum FineTuning Evaluation
ServerlessMaxConcurrency integer 1..200
ServerlessMemorySizeInMB integer 1024..6144
ServerlessProvisionedConcurrency integer 1..200
SessionChainingConfig structure EnableSessionTagChaining:EnableSessionTagChaining
ShuffleConfig structure Seed!:Seed
SnsTopicArn string 0..2048 arn:aws[a-z\-]*:sns:[a-z0-9\-]*:[0-9]{12}:[a-zA-Z0-9_.-]+
SortBy enum Name CreationTime Status
SortOrder enum Ascending Descending
SplitType enum None Line RecordIO TFRecord
StopTrainingJobRequest structure TrainingJobName!:TrainingJobName
StopTransformJobRequest structure TransformJobName!:TransformJobName
StoppingCondition structure MaxRuntimeInSeconds:MaxRuntimeInSeconds MaxWaitTimeInSeconds:MaxWaitTimeInSeconds MaxPendingTimeInSeconds:MaxPendingTimeInSeconds
String string ..
String256 string 0..256
SubnetId string 0..32 [-0-9a-zA-Z]+
Subnets list 1..16 SubnetId
Tag structure Key!:TagKey Value!:TagValue
TagKey string 1..128 ([\p{L}\p{Z}\p{N}_.:/=+\-@]*)
TagList list 0..50 Tag
TagValue string 0..256 ([\p{L}\p{Z}\p{N}_.:/=+\-@]*)
TensorBoardOutputConfig structure LocalPath:DirectoryPath S3OutputPath!:S3Uri
TerminationWaitInSeconds integer 0..3600
Timestamp timestamp
TrafficRoutingConfig structure Type!:TrafficRoutingConfigType WaitIntervalInSeconds!:WaitIntervalInSeconds CanarySize:CapacitySize LinearStepSize:CapacitySize
TrafficRoutingConfigType enum ALL_AT_ONCE CANARY LINEAR
TrainingContainerArgument string 0..256 .*
TrainingContainerArguments list 1..100 TrainingContainerArgument
TrainingContainerEntrypoint list 1..100 TrainingContainerEntrypointString
TrainingContainerEntrypointString string 0..256 .*
TrainingEnvironmentKey string 0..512 [a-zA-Z_][a-zA-Z0-9_]*
TrainingEnvironmentMap map 0..100 TrainingEnvironmentKey TrainingEnvironmentValue
TrainingEnvironmentValue string 0..512 [\S\s]*
TrainingImageConfig structure TrainingRepositoryAccessMode!:TrainingRepositoryAccessMode TrainingRepositoryAuthConfig:TrainingRepositoryAuthConfig
TrainingInputMode enum Pipe File FastFile
TrainingInstanceCount integer 0..
TrainingInstanceType string ..
TrainingJobName string 1..63 [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}
TrainingJobStatus enum InProgress Completed Failed Stopping Stopped Deleting
TrainingPlanArn string 50..2048 arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:training-plan/.*
TrainingPlanArnList list 1..1 TrainingPlanArn
TrainingRepositoryAccessMode enum Platform Vpc
TrainingRepositoryAuthConfig structure TrainingRepositoryCredentialsProviderArn!:TrainingRepositoryCredentialsProviderArn
TrainingRepositoryCredentialsProviderArn string 1..2048 arn:[\p{Alnum}\-]+:lambda:[\p{Alnum}\-]+:[0-9]{12}:function:.*
TransformAmiVersion string 1..63 [a-zA-Z0-9]+(-[a-zA-Z0-9]+)*
TransformDataSource structure S3DataSource!:TransformS3DataSource
TransformEnvironmentKey string 0..1024 [a-zA-Z_][a-zA-Z0-9_]{0,1023}
TransformEnvironmentMap map 0..16 TransformEnvironmentKey TransformEnvironmentValue
TransformEnvironmentValue string 0..10240 [\S\s]*
TransformInput structure DataSource!:TransformDataSource ContentType:ContentType CompressionType:CompressionType SplitType:SplitType
TransformInstanceCount integer 1..
TransformInstanceType string ..
TransformJobName string 1..63 [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}
TransformJobStatus enum InProgress Completed Failed Stopping Stopped
TransformOutput structure S3OutputPath!:S3Uri Accept:Accept AssembleWith:AssemblyType KmsKeyId:KmsKeyId
TransformResources structure InstanceType!:TransformInstanceType InstanceCount!:TransformInstanceCount VolumeKmsKeyId:KmsKeyId TransformAmiVersion:TransformAmiVersion
TransformS3DataSource structure S3DataType!:S3DataType S3Uri!:S3Uri
UpdateEndpointInput structure EndpointName!:EndpointName EndpointConfigName!:EndpointConfigName RetainAllVariantProperties:Boolean ExcludeRetainedVariantProperties:VariantPropertyList DeploymentConfig:DeploymentConfig RetainDeploymentConfig:Boolean
Url string 0..1024 (https|s3)://([^/]+)/?(.*)
VariantInstanceProvisionTimeoutInSeconds integer 300..3600
VariantName string 0..63 [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}
VariantProperty structure VariantPropertyType!:VariantPropertyType
VariantPropertyList list 0..3 VariantProperty
VariantPropertyType enum DesiredInstanceCount DesiredWeight DataCaptureConfig
VariantWeight float 0..
VersionedArnOrName string 1..176 (arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(\/[0-9]{1,9})?
VpcConfig structure SecurityGroupIds!:VpcSecurityGroupIds Subnets!:Subnets
VpcSecurityGroupIds list 1..5 SecurityGroupId
WaitIntervalInSeconds integer 0..3600
WarmPoolResourceStatus enum Available Terminated Reused InUse
`;

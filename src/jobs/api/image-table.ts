/** Made by scripts/image-uris.mjs; change it there. */

/** algorithm, version, repository, tag, whose accounts */
export const IMAGES = `
linear-learner 1 linear-learner 1 first-party
xgboost 1 xgboost 1 old-xgboost
xgboost 0.90-1 sagemaker-xgboost 0.90-1-cpu-py3 sagemaker-xgboost
xgboost 0.90-2 sagemaker-xgboost 0.90-2-cpu-py3 sagemaker-xgboost
xgboost 1.0-1 sagemaker-xgboost 1.0-1-cpu-py3 sagemaker-xgboost
xgboost 1.2-1 sagemaker-xgboost 1.2-1 sagemaker-xgboost
xgboost 1.2-2 sagemaker-xgboost 1.2-2 sagemaker-xgboost
xgboost 1.3-1 sagemaker-xgboost 1.3-1 sagemaker-xgboost
xgboost 1.5-1 sagemaker-xgboost 1.5-1 sagemaker-xgboost
xgboost 1.7-1 sagemaker-xgboost 1.7-1 sagemaker-xgboost
xgboost 3.0-5 sagemaker-xgboost 3.0-5 sagemaker-xgboost
xgboost 3.2-0 sagemaker-xgboost 3.2-0 sagemaker-xgboost
kmeans 1 kmeans 1 first-party
knn 1 knn 1 first-party
pca 1 pca 1 first-party
randomcutforest 1 randomcutforest 1 first-party
factorization-machines 1 factorization-machines 1 first-party
lda 1 lda 1 lda
`;

/** region, account */
export const ACCOUNTS = {
  'first-party': `
af-south-1 455444449433
ap-east-1 286214385809
ap-northeast-1 351501993468
ap-northeast-2 835164637446
ap-northeast-3 867004704886
ap-south-1 991648021394
ap-south-2 628508329040
ap-southeast-1 475088953585
ap-southeast-2 712309505854
ap-southeast-3 951798379941
ap-southeast-4 106583098589
ca-central-1 469771592824
ca-west-1 190319476487
cn-north-1 390948362332
cn-northwest-1 387376663083
eu-central-1 664544806723
eu-central-2 680994064768
eu-north-1 669576153137
eu-south-1 257386234256
eu-south-2 104374241257
eu-west-1 438346466558
eu-west-2 644912444149
eu-west-3 749696950732
il-central-1 898809789911
me-central-1 272398656194
me-south-1 249704162688
sa-east-1 855470959533
us-east-1 382416733822
us-east-2 404615174143
us-gov-east-1 237065988967
us-gov-west-1 226302683700
us-iso-east-1 490574956308
us-isob-east-1 765400339828
us-isof-east-1 108575199400
us-isof-south-1 124985052026
us-west-1 632365934929
us-west-2 174872318107
`,
  'old-xgboost': `
af-south-1 455444449433
ap-east-1 286214385809
ap-northeast-1 501404015308
ap-northeast-2 306986355934
ap-northeast-3 867004704886
ap-south-1 991648021394
ap-south-2 628508329040
ap-southeast-1 475088953585
ap-southeast-2 544295431143
ap-southeast-3 951798379941
ap-southeast-4 106583098589
ca-central-1 469771592824
cn-north-1 390948362332
cn-northwest-1 387376663083
eu-central-1 813361260812
eu-central-2 680994064768
eu-north-1 669576153137
eu-south-1 257386234256
eu-south-2 104374241257
eu-west-1 685385470294
eu-west-2 644912444149
eu-west-3 749696950732
me-central-1 272398656194
me-south-1 249704162688
sa-east-1 855470959533
us-east-1 811284229777
us-east-2 825641698319
us-gov-east-1 237065988967
us-gov-west-1 226302683700
us-iso-east-1 490574956308
us-isob-east-1 765400339828
us-west-1 632365934929
us-west-2 433757028032
`,
  'sagemaker-xgboost': `
af-south-1 510948584623
ap-east-1 651117190479
ap-northeast-1 354813040037
ap-northeast-2 366743142698
ap-northeast-3 867004704886
ap-south-1 720646828776
ap-south-2 628508329040
ap-southeast-1 121021644041
ap-southeast-2 783357654285
ap-southeast-3 951798379941
ap-southeast-4 106583098589
ca-central-1 341280168497
ca-west-1 190319476487
cn-north-1 450853457545
cn-northwest-1 451049120500
eu-central-1 492215442770
eu-central-2 680994064768
eu-north-1 662702820516
eu-south-1 978288397137
eu-south-2 104374241257
eu-west-1 141502667606
eu-west-2 764974769150
eu-west-3 659782779980
il-central-1 898809789911
me-central-1 272398656194
me-south-1 801668240914
sa-east-1 737474898029
us-east-1 683313688378
us-east-2 257758044811
us-gov-east-1 237065988967
us-gov-west-1 414596584902
us-iso-east-1 833128469047
us-isob-east-1 281123927165
us-isof-east-1 108575199400
us-isof-south-1 124985052026
us-west-1 746614075791
us-west-2 246618743249
`,
  lda: `
ap-northeast-1 258307448986
ap-northeast-2 293181348795
ap-south-1 991648021394
ap-southeast-1 475088953585
ap-southeast-2 297031611018
ca-central-1 469771592824
eu-central-1 353608530281
eu-west-1 999678624901
eu-west-2 644912444149
us-east-1 766337827248
us-east-2 999911452149
us-gov-west-1 226302683700
us-iso-east-1 490574956308
us-isob-east-1 765400339828
us-west-1 632365934929
us-west-2 266724342769
`,
} as const;

// A cache without access keys, an identity that may use it, and a container app that runs as that identity. deploy.sh
// and main.tf create the same.

@description('Part of the public host name of the cache.')
param cacheName string
param appName string
@description('The container image to run.')
param image string
@description('An Azure Container Registry in this resource group to pull from, by name. Empty for a public image.')
param registryName string = ''
@description('managed: Azure Managed Redis. cache: Azure Cache for Redis, which is being retired; creating one may be refused.')
@allowed(['managed', 'cache'])
param service string = 'managed'
@description('As REDIS_TOPOLOGY. cluster is for Azure Managed Redis here: this creates no clustered Azure Cache for Redis.')
@allowed(['standalone', 'cluster'])
param topology string = 'standalone'
@allowed(['lettuce', 'jedis', 'redisson'])
param redisClient string = 'lettuce'
@description('Whether callers outside the environment reach the app. The sample has no authentication.')
param external bool = false
@description('Puts the environment into a virtual network, and leaves the cache reachable from that network alone.')
param privateNetwork bool = false
@description('The resource id of an action group that alerts notify. Empty: an alert is only listed in the portal.')
param actionGroupId string = ''
param location string = resourceGroup().location

var isManaged = service == 'managed'
var hasRegistry = !empty(registryName)
var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
var publicAccess = privateNetwork ? 'Disabled' : 'Enabled'
var actionGroups = empty(actionGroupId) ? [] : [actionGroupId]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${appName}-identity'
  location: location
}

resource managedRedis 'Microsoft.Cache/redisEnterprise@2025-07-01' = if (isManaged) {
  name: cacheName
  location: location
  sku: {
    name: 'Balanced_B0'
  }
  properties: {
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicAccess
  }

  resource database 'databases' = if (isManaged) {
    name: 'default'
    properties: {
      accessKeysAuthentication: 'Disabled'
      clientProtocol: 'Encrypted'
      // Of the three policies this one alone can be changed later without deleting the database.
      clusteringPolicy: topology == 'cluster' ? 'OSSCluster' : 'NoCluster'
      port: 10000
    }

    resource access 'accessPolicyAssignments' = if (isManaged) {
      name: replace(appName, '-', '')
      properties: {
        accessPolicyName: 'default'
        user: {
          objectId: identity.properties.principalId
        }
      }
    }
  }
}

resource cache 'Microsoft.Cache/redis@2024-11-01' = if (!isManaged) {
  name: cacheName
  location: location
  properties: {
    sku: {
      name: 'Standard'
      family: 'C'
      capacity: 1
    }
    disableAccessKeyAuthentication: true
    enableNonSslPort: false
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicAccess
    redisConfiguration: {
      'aad-enabled': 'true'
    }
  }

  resource access 'accessPolicyAssignments' = if (!isManaged) {
    name: appName
    properties: {
      accessPolicyName: 'Data Contributor'
      objectId: identity.properties.principalId
      objectIdAlias: appName
    }
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = if (privateNetwork) {
  name: '${appName}-network'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/22']
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.20.0.0/24'
          delegations: [
            {
              name: 'apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.20.1.0/27'
        }
      }
    ]
  }

  resource apps 'subnets' existing = {
    name: 'apps'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (privateNetwork) {
  name: isManaged ? 'privatelink.redis.azure.net' : 'privatelink.redis.cache.windows.net'
  location: 'global'

  resource link 'virtualNetworkLinks' = if (privateNetwork) {
    name: '${appName}-network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = if (privateNetwork) {
  name: '${cacheName}-endpoint'
  location: location
  properties: {
    subnet: {
      id: network::endpoints.id
    }
    privateLinkServiceConnections: [
      {
        name: cacheName
        properties: {
          privateLinkServiceId: isManaged ? managedRedis.id : cache.id
          groupIds: [isManaged ? 'redisEnterprise' : 'redisCache']
        }
      }
    ]
  }
  // A cache that is still creating its database takes no endpoint.
  dependsOn: [
    managedRedis::database
  ]

  resource names 'privateDnsZoneGroups' = if (privateNetwork) {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: 'redis'
          properties: {
            privateDnsZoneId: zone.id
          }
        }
      ]
    }
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (hasRegistry) {
  name: registryName
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (hasRegistry) {
  name: guid(registryName, appName, acrPull)
  scope: registry
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: acrPull
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${appName}-logs'
  location: location
  properties: {
    retentionInDays: 30
    sku: {
      name: 'PerGB2018'
    }
  }
}

// Each login and each refused login, as the service sees them.
resource managedLogins 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (isManaged) {
  name: 'logins'
  scope: managedRedis::database
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'ConnectionEvents'
        enabled: true
      }
    ]
  }
}

resource cacheLogins 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!isManaged) {
  name: 'logins'
  scope: cache
  properties: {
    workspaceId: logs.id
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'MSEntraAuthenticationAuditLog'
        enabled: true
      }
    ]
  }
}

// Azure Managed Redis has no metric of refused logins, so this one asks the log. 0 and 1 are its codes of a refusal.
resource managedRefusals 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = if (isManaged) {
  name: '${appName}-refused-logins'
  location: location
  kind: 'LogAlert'
  properties: {
    description: 'The cache refuses logins.'
    severity: 1
    scopes: [logs.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT10M'
    // The log's table comes with its first line.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'REDConnectionEvents | where EventType == "auth" and EventStatus in (0, 1)'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 5
        }
      ]
    }
    actions: {
      actionGroups: actionGroups
    }
  }
}

resource cacheRefusals 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!isManaged) {
  name: '${appName}-refused-logins'
  location: 'global'
  properties: {
    description: 'The cache refuses logins, or tokens expire on its connections.'
    severity: 1
    enabled: true
    scopes: [cache.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'logins'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Cache/redis'
          metricName: 'errors'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'ErrorType'
              operator: 'Include'
              values: ['MicrosoftEntraAuthenticationFailure', 'MicrosoftEntraTokenExpired']
            }
          ]
        }
      ]
    }
    actions: [for group in actionGroups: { actionGroupId: group }]
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: '${appName}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: privateNetwork
      ? {
          infrastructureSubnetId: network::apps.id
          internal: true
        }
      : null
    // Without a profile this would be an environment of the old type, Consumption only.
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: appName
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: external
        targetPort: 8080
      }
      registries: hasRegistry
        ? [
            {
              server: registry!.properties.loginServer
              identity: identity.id
            }
          ]
        : []
    }
    template: {
      containers: [
        {
          name: 'app'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            { name: 'REDIS_HOST', value: isManaged ? managedRedis!.properties.hostName : cache!.properties.hostName }
            { name: 'REDIS_TOPOLOGY', value: topology }
            { name: 'REDIS_CLIENT', value: redisClient }
            { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
            { name: 'PORT', value: '8080' }
          ]
          // Redis has a say in readiness alone: a restart does not repair Redis.
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/actuator/health/liveness', port: 8080 }
              periodSeconds: 6
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: { path: '/actuator/health/liveness', port: 8080 }
              periodSeconds: 10
              failureThreshold: 3
            }
            {
              type: 'Readiness'
              httpGet: { path: '/actuator/health/readiness', port: 8080 }
              periodSeconds: 5
              timeoutSeconds: 5
              failureThreshold: 3
            }
          ]
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 4
        rules: [
          {
            name: 'http'
            http: { metadata: { concurrentRequests: '50' } }
          }
        ]
      }
    }
  }
  // The first start pulls the image, finds the cache and logs in, so access and the network come first.
  dependsOn: [
    pull
    managedRedis::database::access
    cache::access
    endpoint::names
    zone::link
  ]
}

output url string = 'https://${app.properties.configuration.ingress.fqdn}/api/health'

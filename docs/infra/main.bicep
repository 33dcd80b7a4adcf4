// A cache without access keys, an identity that may use it, and a container app that runs as that identity.

@description('Part of the public host name of the cache.')
param cacheName string
param appName string
@description('The container image to run.')
param image string
@description('An Azure Container Registry in this resource group to pull from, by name. Empty for a public image.')
param registryName string = ''
@description('managed: Azure Managed Redis. cache: Azure Cache for Redis, which is being retired.')
@allowed(['managed', 'cache'])
param service string = 'managed'
@description('As REDIS_TOPOLOGY. cluster is for Azure Managed Redis here: of Azure Cache for Redis this makes none.')
@allowed(['standalone', 'cluster'])
param topology string = 'standalone'
@allowed(['lettuce', 'jedis', 'redisson'])
param redisClient string = 'lettuce'
param location string = resourceGroup().location

var isManaged = service == 'managed'
var hasRegistry = !empty(registryName)
var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

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
    publicNetworkAccess: 'Enabled'
  }

  resource database 'databases' = if (isManaged) {
    name: 'default'
    properties: {
      accessKeysAuthentication: 'Disabled'
      clientProtocol: 'Encrypted'
      clusteringPolicy: topology == 'cluster' ? 'OSSCluster' : 'EnterpriseCluster'
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
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
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
          // Redis has a say in readiness alone: a restart mends no Redis.
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
  // The first start pulls the image and logs in, so access comes first.
  dependsOn: [
    pull
    managedRedis::database::access
    cache::access
  ]
}

output url string = 'https://${app.properties.configuration.ingress.fqdn}/api/health'

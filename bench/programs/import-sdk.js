/** What a test pays anyway that stubs the SDK. */
import '@aws-sdk/client-kendra'

"""A connector for Amazon Kendra on boto3. It knows nothing of any simulator: where the service is, the environment says."""

import time

import boto3

BATCH = 10


def client():
    return boto3.client("kendra")


def sync(kendra, index_id, data_source_id, documents, gone=(), sleep=time.sleep):
    """Runs a sync job of a custom data source and returns why each document failed that did."""
    job = kendra.start_data_source_sync_job(Id=data_source_id, IndexId=index_id)["ExecutionId"]
    failed = {}
    try:
        ids = sorted(documents)
        for batch in batches(ids):
            reply = kendra.batch_put_document(
                IndexId=index_id,
                Documents=[
                    {
                        "Id": id,
                        "Blob": documents[id].encode(),
                        "ContentType": "PLAIN_TEXT",
                        "Attributes": [
                            {"Key": "_data_source_id", "Value": {"StringValue": data_source_id}},
                            {"Key": "_data_source_sync_job_execution_id", "Value": {"StringValue": job}},
                        ],
                    }
                    for id in batch
                ],
            )
            failed.update((entry["Id"], entry["ErrorMessage"]) for entry in reply["FailedDocuments"])
        for batch in batches(sorted(gone)):
            reply = kendra.batch_delete_document(
                IndexId=index_id,
                DocumentIdList=batch,
                DataSourceSyncJobMetricTarget={"DataSourceId": data_source_id, "DataSourceSyncJobId": job},
            )
            failed.update((entry["Id"], entry["ErrorMessage"]) for entry in reply["FailedDocuments"])
    finally:
        # A job that is left open lets the next run fail with ResourceInUseException.
        kendra.stop_data_source_sync_job(Id=data_source_id, IndexId=index_id)
    pending = [id for id in ids if id not in failed]
    while pending:
        statuses = [status for batch in batches(pending) for status in status_of(kendra, index_id, batch)]
        for status in statuses:
            if status["DocumentStatus"] not in ("PROCESSING", "INDEXED", "UPDATED"):
                failed[status["DocumentId"]] = status.get("FailureReason", status["DocumentStatus"])
        pending = [status["DocumentId"] for status in statuses if status["DocumentStatus"] == "PROCESSING"]
        if pending:
            sleep(5)
    return failed


def status_of(kendra, index_id, ids):
    reply = kendra.batch_get_document_status(
        IndexId=index_id, DocumentInfoList=[{"DocumentId": id} for id in ids]
    )
    return reply["DocumentStatusList"]


def data_sources(kendra, index_id):
    """All of them: the service gives a page at a time."""
    found, token = [], {}
    while True:
        reply = kendra.list_data_sources(IndexId=index_id, MaxResults=2, **token)
        found += [item["Id"] for item in reply["SummaryItems"]]
        if "NextToken" not in reply:
            return found
        token = {"NextToken": reply["NextToken"]}


def batches(items):
    return [items[at : at + BATCH] for at in range(0, len(items), BATCH)]

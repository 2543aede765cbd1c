import pytest
from botocore.exceptions import ClientError

import connector


@pytest.fixture
def place(simulator):
    """An index with a custom data source."""
    index = simulator.post("indices")["id"]
    return index, simulator.post(f"indices/{index}/data-sources", {"name": "wiki"})["id"]


@pytest.fixture
def sync(simulator, place):
    """Runs the connector. Its sleeps take no real time."""
    return lambda documents, gone=(): connector.sync(
        connector.client(), *place, documents, gone, sleep=simulator.advance
    )


def pages(count, text="text"):
    return {f"page-{n:02}": f"{text} {n}" for n in range(count)}


def test_indexes_everything_and_deletes_what_is_gone(simulator, place, sync):
    index, source = place
    assert sync(pages(25)) == {}
    assert sync(pages(24, "changed"), gone=["page-24"]) == {}
    simulator.settle()
    documents = simulator.get(f"documents?corpus={index}")["documents"]
    assert [document["status"] for document in documents] == ["UPDATED"] * 24
    jobs = connector.client().list_data_source_sync_jobs(Id=source, IndexId=index)["History"]
    assert [(job["Status"], job["Metrics"]["DocumentsAdded"], job["Metrics"]["DocumentsDeleted"]) for job in jobs] == [
        ("SUCCEEDED", "0", "1"),
        ("SUCCEEDED", "25", "0"),
    ]


def test_tells_what_cannot_be_indexed(simulator, sync):
    simulator.post("faults", {"name": "bad", "on": {"document": "page-03"}, "do": {"type": "fail", "reason": "cannot parse"}})
    simulator.post("faults", {"name": "lost", "on": {"document": "page-04"}, "do": {"type": "lose"}})
    assert sync(pages(12)) == {"page-03": "cannot parse", "page-04": "NOT_FOUND"}


def test_comes_through_throttling_and_lost_replies(simulator, sync):
    simulator.post(
        "faults",
        {
            "rules": [
                {"name": "busy", "on": {"operation": "BatchPutDocument"}, "do": {"type": "throttle"}, "limit": {"fires": 1}},
                {"name": "cut", "on": {"operation": "BatchGetDocumentStatus"}, "do": {"type": "dropReply", "as": "half"}, "limit": {"fires": 1}},
            ]
        },
    )
    assert sync(pages(12)) == {}
    assert [entry["stats"]["fired"] for entry in simulator.get("faults")["faults"]] == [1, 1]


def test_meets_the_errors_of_the_service_by_name(simulator, place):
    index, source = place
    kendra = connector.client()
    kendra.start_data_source_sync_job(Id=source, IndexId=index)
    with pytest.raises(kendra.exceptions.ResourceInUseException):
        kendra.start_data_source_sync_job(Id=source, IndexId=index)
    with pytest.raises(kendra.exceptions.ResourceNotFoundException):
        kendra.describe_index(Id="00000000-0000-4000-8000-000000000000")
    with pytest.raises(kendra.exceptions.ValidationException):
        kendra.batch_put_document(IndexId=index, Documents=[{"Id": "a", "Blob": b"x"}] * 11)
    # What is not modelled is no error of the service, and says so.
    with pytest.raises(ClientError, match="ConfigurationError.*Query is not modelled"):
        kendra.query(IndexId=index, QueryText="x")


def test_gets_all_pages_of_a_list(simulator, place):
    index, source = place
    others = [simulator.post(f"indices/{index}/data-sources", {"name": f"source-{n}"})["id"] for n in range(4)]
    assert sorted(connector.data_sources(connector.client(), index)) == sorted([source, *others])


def test_waits_for_an_index_that_is_being_created(simulator):
    kendra = connector.client()
    index = kendra.create_index(Name="docs", RoleArn="arn:aws:iam::123456789012:role/kendra")["Id"]
    assert kendra.describe_index(Id=index)["Status"] == "CREATING"
    simulator.advance(3600)
    assert kendra.describe_index(Id=index)["Status"] == "ACTIVE"

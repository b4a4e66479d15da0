"""Readers go on while the matcher is written, and never see a document half-way."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

from matching.encoders.hashing import HashingEncoder
from matching.matcher import Matcher
from matching.read_write_lock import ReadWriteLock
from tests.matching.builders import demand, supply


def test_ranking_while_listings_come_and_go() -> None:
    made = Matcher(HashingEncoder())
    made.put([demand(), *(supply(f"G{i}", f"外观检测系统{i}") for i in range(20))])
    stop = Event()

    def write() -> int:
        rounds = 0
        while not stop.is_set():
            made.put([supply("G1", f"外观检测 改 {rounds}"), supply("new")])
            made.remove(["new"])
            rounds += 1
        return rounds

    def read() -> int:
        answers = 0
        while not stop.is_set():
            ranking = made.rank("X1", top=30)
            assert len(ranking.suggestions) == ranking.pool_size
            assert ranking.pool_size in (20, 21)
            made.explain("X1", "G2")
            made.search("检测")
            answers += 1
        return answers

    with ThreadPoolExecutor(5) as threads:
        work = [threads.submit(write), *(threads.submit(read) for _ in range(4))]
        time.sleep(1.0)
        stop.set()
        assert all(done.result() > 0 for done in work)
    assert len(made) == 21


def test_readers_share_and_a_writer_waits_for_them() -> None:
    lock, order = ReadWriteLock(), []

    def write() -> None:
        with lock.writing():
            order.append("write")

    with lock.reading():
        reader_came = Event()

        def read() -> None:
            with lock.reading():
                reader_came.set()

        second = Thread(target=read)
        second.start()
        assert reader_came.wait(2)
        second.join()
        writer = Thread(target=write)
        writer.start()
        time.sleep(0.05)
        order.append("first reader leaves")
    writer.join(2)
    assert order == ["first reader leaves", "write"]

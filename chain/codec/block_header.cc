#include <limits>

#include "chain/codec/block.h"
#include "chain/codec/hash.h"
#include "chain/codec/keccak.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"

namespace desobook::chain {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::uint64_t kMax32 = std::numeric_limits<std::uint32_t>::max();

// Wraps, as the node's product does.
std::int64_t SecondsToNanoseconds(std::uint64_t seconds) {
  return static_cast<std::int64_t>(
      seconds * static_cast<std::uint64_t>(kNanosecondsPerSecond));
}

std::int64_t Seconds(const BlockHeader& header) {
  return header.timestamp_ns / kNanosecondsPerSecond;
}

void ReadVersion0(Reader& reader, BlockHeader& header) {
  header.timestamp_ns = SecondsToNanoseconds(reader.Le32());
  header.height = reader.Le32();
  header.nonce = reader.Le32();
}

void ReadVersion1(Reader& reader, BlockHeader& header) {
  header.timestamp_ns = SecondsToNanoseconds(reader.Be64());
  header.height = reader.Be64();
  header.nonce = reader.Be64();
  header.extra_nonce = reader.Be64();
}

AggregatedSignature ReadAggregatedSignature(Reader& reader) {
  AggregatedSignature aggregated;
  ByteView signers = reader.LenBytes();
  while (!signers.empty() && signers[0] == 0) signers = signers.subspan(1);
  aggregated.signers.assign(signers.begin(), signers.end());
  aggregated.signature = reader.LenBytesCopy();
  return aggregated;
}

QuorumCertificate ReadCertificate(Reader& reader) {
  QuorumCertificate certificate;
  certificate.block_hash = reader.Fixed<BlockHash>();
  certificate.proposed_in_view = reader.Uvarint();
  certificate.vote = ReadAggregatedSignature(reader);
  return certificate;
}

TimeoutCertificate ReadTimeoutCertificate(Reader& reader) {
  TimeoutCertificate certificate;
  certificate.timed_out_view = reader.Uvarint();
  certificate.high_qc = ReadCertificate(reader);
  const std::size_t views = reader.Count(1);
  for (std::size_t i = 0; i < views && reader.ok(); ++i) {
    certificate.high_qc_views.push_back(reader.Uvarint());
  }
  certificate.timeout = ReadAggregatedSignature(reader);
  return certificate;
}

// lenbytes around a certificate, empty if absent; surplus inside is ignored.
template <typename Certificate>
std::optional<Certificate> ReadOptional(Certificate (*read)(Reader&),
                                        Reader& reader) {
  const ByteView bytes = reader.LenBytes();
  if (bytes.empty()) return std::nullopt;
  Reader inner(bytes);
  Certificate certificate = read(inner);
  if (!inner.ok()) reader.Fail("malformed quorum certificate");
  return certificate;
}

void ReadVersion2(Reader& reader, BlockHeader& header) {
  header.timestamp_ns = reader.Varint();
  header.height = reader.Uvarint();
  header.proposer_voting_public_key = reader.LenBytesCopy();
  header.proposer_random_seed_signature = reader.LenBytesCopy();
  header.proposed_in_view = reader.Uvarint();
  header.vote_qc = ReadOptional(ReadCertificate, reader);
  header.timeout_qc = ReadOptional(ReadTimeoutCertificate, reader);
  header.proposer_vote_signature = reader.LenBytesCopy();
}

absl::Status Unencodable(const char* what) {
  return absl::FailedPreconditionError(std::string("block header: ") + what);
}

void WriteVersion0(const BlockHeader& header, Writer& writer) {
  writer.Le32(static_cast<std::uint32_t>(Seconds(header)));
  writer.Le32(static_cast<std::uint32_t>(header.height));
  writer.Le32(static_cast<std::uint32_t>(header.nonce));
}

absl::Status WriteVersion1(const BlockHeader& header, Writer& writer) {
  if (Seconds(header) > static_cast<std::int64_t>(kMax32)) {
    return Unencodable("timestamp exceeds 32 bits of seconds");
  }
  if (header.height > kMax32) return Unencodable("height exceeds 32 bits");
  writer.Be64(static_cast<std::uint64_t>(Seconds(header)));
  writer.Be64(header.height);
  writer.Be64(header.nonce);
  writer.Be64(header.extra_nonce);
  return absl::OkStatus();
}

void WriteAggregatedSignature(const AggregatedSignature& aggregated,
                              Writer& writer) {
  writer.LenBytes(aggregated.signers);
  writer.LenBytes(aggregated.signature);
}

void WriteCertificate(const QuorumCertificate& certificate, Writer& writer) {
  writer.Raw(certificate.block_hash.view());
  writer.Uvarint(certificate.proposed_in_view);
  WriteAggregatedSignature(certificate.vote, writer);
}

void WriteTimeoutCertificate(const TimeoutCertificate& certificate,
                             Writer& writer) {
  writer.Uvarint(certificate.timed_out_view);
  WriteCertificate(certificate.high_qc, writer);
  writer.Uvarint(certificate.high_qc_views.size());
  for (const std::uint64_t view : certificate.high_qc_views) {
    writer.Uvarint(view);
  }
  WriteAggregatedSignature(certificate.timeout, writer);
}

// What the node demands before it encodes a proof-of-stake header.
absl::Status CheckVersion2(const BlockHeader& header, HeaderForm form) {
  if (header.proposer_voting_public_key.empty()) {
    return Unencodable("voting key of the proposer is absent");
  }
  if (header.proposer_random_seed_signature.empty()) {
    return Unencodable("random seed signature is absent");
  }
  if (header.vote_qc.has_value() == header.timeout_qc.has_value()) {
    return Unencodable("not exactly one quorum certificate");
  }
  const bool signed_certificate =
      header.vote_qc ? !header.vote_qc->vote.signature.empty()
                     : !header.timeout_qc->timeout.signature.empty() &&
                           !header.timeout_qc->high_qc.vote.signature.empty();
  if (!signed_certificate) {
    return Unencodable("signature of the quorum certificate is absent");
  }
  if (form == HeaderForm::kSigned && header.proposer_vote_signature.empty()) {
    return Unencodable("vote of the proposer is absent");
  }
  return absl::OkStatus();
}

absl::Status WriteVersion2(const BlockHeader& header, HeaderForm form,
                           Writer& writer) {
  if (const absl::Status status = CheckVersion2(header, form); !status.ok()) {
    return status;
  }
  writer.Varint(header.timestamp_ns);
  writer.Uvarint(header.height);
  writer.LenBytes(header.proposer_voting_public_key);
  writer.LenBytes(header.proposer_random_seed_signature);
  writer.Uvarint(header.proposed_in_view);
  Writer vote;
  if (header.vote_qc) WriteCertificate(*header.vote_qc, vote);
  writer.LenBytes(vote.bytes());
  Writer timeout;
  if (header.timeout_qc) WriteTimeoutCertificate(*header.timeout_qc, timeout);
  writer.LenBytes(timeout.bytes());
  writer.LenBytes(form == HeaderForm::kSigned
                      ? ByteView(header.proposer_vote_signature)
                      : ByteView());
  return absl::OkStatus();
}

FieldValue BytesOrNull(const Bytes& bytes) {
  return bytes.empty() ? FieldValue::Null() : FieldValue::Blob(bytes);
}

FieldValue AggregatedSignatureFields(const AggregatedSignature& aggregated) {
  FieldValue fields = FieldValue::Object();
  fields.Add("SignersList", FieldValue::Blob(aggregated.signers));
  fields.Add("Signature", BytesOrNull(aggregated.signature));
  return fields;
}

FieldValue CertificateFields(const QuorumCertificate& certificate) {
  FieldValue fields = FieldValue::Object();
  fields.Add("BlockHash", FieldValue::Blob(certificate.block_hash.view()));
  fields.Add("ProposedInView",
             FieldValue::Unsigned(certificate.proposed_in_view));
  fields.Add("ValidatorsVoteAggregatedSignature",
             AggregatedSignatureFields(certificate.vote));
  return fields;
}

FieldValue TimeoutCertificateFields(const TimeoutCertificate& certificate) {
  FieldValue views = FieldValue::List();
  for (const std::uint64_t view : certificate.high_qc_views) {
    views.Append(FieldValue::Unsigned(view));
  }
  FieldValue fields = FieldValue::Object();
  fields.Add("TimedOutView", FieldValue::Unsigned(certificate.timed_out_view));
  fields.Add("ValidatorsHighQC", CertificateFields(certificate.high_qc));
  fields.Add("ValidatorsTimeoutHighQCViews", std::move(views));
  fields.Add("ValidatorsTimeoutAggregatedSignature",
             AggregatedSignatureFields(certificate.timeout));
  return fields;
}

}  // namespace

absl::StatusOr<BlockHeader> DecodeHeader(ByteView bytes) {
  Reader reader(bytes);
  BlockHeader header;
  header.version = reader.Be32();
  if (header.version > 2) reader.Fail("unknown version");
  header.prev_block_hash = reader.Fixed<BlockHash>();
  header.merkle_root = reader.Fixed<BlockHash>();
  if (header.version == 0) {
    ReadVersion0(reader, header);
  } else if (header.version == 1) {
    ReadVersion1(reader, header);
  } else {
    ReadVersion2(reader, header);
  }
  if (!reader.ok()) return reader.Status("block header");
  return header;
}

absl::StatusOr<Bytes> EncodeHeader(const BlockHeader& header, HeaderForm form) {
  Writer writer;
  writer.Be32(header.version);
  writer.Raw(header.prev_block_hash.view());
  writer.Raw(header.merkle_root.view());
  absl::Status status;
  if (header.version == 1) {
    status = WriteVersion1(header, writer);
  } else if (header.version == 2) {
    status = WriteVersion2(header, form, writer);
  } else {
    WriteVersion0(header, writer);
  }
  if (!status.ok()) return status;
  return writer.Take();
}

absl::StatusOr<BlockHash> HashHeader(const BlockHeader& header) {
  const absl::StatusOr<Bytes> bytes =
      EncodeHeader(header, HeaderForm::kPreSignature);
  if (!bytes.ok()) return bytes.status();
  switch (header.version) {
    case 0:
      return BlockHash{DesoHashV0(*bytes)};
    case 1:
      return BlockHash{DesoHashV1(*bytes)};
    default:
      return BlockHash{DoubleSha256(*bytes)};
  }
}

FieldValue HeaderFields(const BlockHeader& header) {
  FieldValue fields = FieldValue::Object();
  fields.Add("Version", FieldValue::Unsigned(header.version));
  fields.Add("PrevBlockHash", FieldValue::Blob(header.prev_block_hash.view()));
  fields.Add("TransactionMerkleRoot",
             FieldValue::Blob(header.merkle_root.view()));
  fields.Add("TstampNanoSecs", FieldValue::Signed(header.timestamp_ns));
  fields.Add("Height", FieldValue::Unsigned(header.height));
  fields.Add("Nonce", FieldValue::Unsigned(header.nonce));
  fields.Add("ExtraNonce", FieldValue::Unsigned(header.extra_nonce));
  fields.Add("ProposerVotingPublicKey",
             BytesOrNull(header.proposer_voting_public_key));
  fields.Add("ProposerRandomSeedSignature",
             BytesOrNull(header.proposer_random_seed_signature));
  fields.Add("ProposedInView", FieldValue::Unsigned(header.proposed_in_view));
  fields.Add("ValidatorsVoteQC", header.vote_qc
                                     ? CertificateFields(*header.vote_qc)
                                     : FieldValue::Null());
  fields.Add("ValidatorsTimeoutAggregateQC",
             header.timeout_qc ? TimeoutCertificateFields(*header.timeout_qc)
                               : FieldValue::Null());
  fields.Add("ProposerVotePartialSignature",
             BytesOrNull(header.proposer_vote_signature));
  return fields;
}

}  // namespace desobook::chain

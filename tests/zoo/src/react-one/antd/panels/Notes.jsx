import { useState } from "react";
import { Card, Carousel, Col, Flex, Row, Typography, Upload } from "antd";
import { InboxOutlined } from "@ant-design/icons";
import { outcome, SLIDES } from "../../../shared/story.js";
import QuillEditor from "../../parts/QuillEditor.jsx";

const { Text } = Typography;
const toolbar = [["bold", "italic"], [{ list: "ordered" }, { list: "bullet" }]];

export default function Notes() {
  const [note, setNote] = useState("");
  const [files, setFiles] = useState([]);
  const [slide, setSlide] = useState(0);

  return (
    <Row gutter={[16, 16]}>
      <Col span={14}>
        <Card title="Notes for the studio">
          <QuillEditor className="studio-editor" toolbar={toolbar} onTextChange={setNote} />
          <Text type="secondary">{outcome.note(note)}</Text>
        </Card>
      </Col>
      <Col span={10}>
        <Flex vertical gap="middle">
          <Card>
            <Upload.Dragger
              maxCount={1}
              fileList={files}
              beforeUpload={() => false}
              onChange={({ fileList }) => setFiles(fileList)}
              showUploadList={false}
            >
              <p className="ant-upload-drag-icon">
                <InboxOutlined />
              </p>
              <p className="ant-upload-text">Photo of your piece</p>
              <p className="ant-upload-hint">Click or drag a file to this area</p>
            </Upload.Dragger>
            <Text type="success" className="studio-below">{outcome.photo(files[0]?.name)}</Text>
          </Card>
          <Card>
            <Carousel arrows infinite={false} beforeChange={(from, to) => setSlide(to)}>
              {SLIDES.map((name) => (
                <div key={name}>
                  <h3 className="studio-slide">{name}</h3>
                </div>
              ))}
            </Carousel>
            <Text type="secondary" className="studio-below">{outcome.piece(slide)}</Text>
          </Card>
        </Flex>
      </Col>
    </Row>
  );
}
